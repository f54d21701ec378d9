// Light and dark, English and Chinese: what the reader chose is kept; until then the browser is asked, gently.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible, settled, visit } from './site.mjs';

const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const theme = (page) => page.locator('html').getAttribute('data-theme');

test('the switch turns the theme, and a reload keeps it', () =>
  visit('', { theme: 'light' }, async (page) => {
    const light = await ground(page);
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    assert.equal(await theme(page), 'dark');
    const dark = await ground(page);
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await ground(page), dark, 'before the app is there');
    await settled(page);
    assert.equal(await ground(page), dark);
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    assert.equal(await theme(page), null, 'back to what the system says');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await ground(page), dark, 'and it follows the system again');
  }));

test('the language switch leads to the same page, with its hash', () =>
  visit('glossary/#seed', {}, async (page) => {
    await page.locator('.site-head a[hreflang=zh-CN]').click();
    await page.waitForURL(/\/zh\/glossary\/#seed$/);
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
    await page.locator('.site-head a[hreflang=en]').click();
    await page.waitForURL(/path\/glossary\/#seed$/);
  }));

test('a Chinese reader is offered Chinese once, and goes nowhere unasked', () =>
  visit('', { language: 'zh' }, async (page) => {
    const offer = page.getByText('这个页面有中文版');
    await offer.waitFor();
    assert.ok(!page.url().includes('/zh/'));
    await assertAccessible(page, 'the offer');
    await page.getByRole('button', { name: '不用了' }).click();
    await offer.waitFor({ state: 'detached' });
    await page.reload();
    await settled(page);
    assert.equal(await offer.count(), 0, 'no means no');
  }));

test('the offer leads to the Chinese page, where English is not offered in turn', () =>
  visit('', { language: 'zh' }, async (page) => {
    await page.getByRole('link', { name: '看中文版' }).click();
    await page.waitForURL(/\/zh\/$/);
    await settled(page);
    assert.equal(await page.locator('.notice').count(), 0);
  }));

test('an English reader is offered nothing on the English page', () =>
  visit('', { language: 'en' }, async (page) => {
    assert.equal(await page.locator('.notice').count(), 0);
  }));
