// Search: by keyboard alone, over both languages, from any page.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible, assertFits, settled, THEMES, visit } from './site.mjs';

async function ask(page, question) {
  await page.keyboard.press('/');
  // The laboratory has lists of its own behind the dialog.
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill(question);
  await dialog.getByRole('option').first().waitFor();
  return dialog.getByRole('option').allInnerTexts();
}

test('two Chinese characters find their lesson, and Enter goes there', () =>
  visit('zh/', { language: 'zh' }, async (page) => {
    const [first] = await ask(page, '洗牌');
    assert.match(first, /洗/);
    const options = await page.getByRole('option').allInnerTexts();
    const lesson = options.findIndex((text) => text.includes('课程'));
    assert.ok(lesson >= 0, `no lesson among ${options}`);
    for (let at = 0; at < lesson; at++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/zh\/lessons\/shuffle\/$/);
    await settled(page);
  }));

test('a Chinese question finds on an English page too', () =>
  visit('', {}, async (page) => {
    const options = await ask(page, '洗牌');
    assert.ok(options.some((text) => text.includes('Will it shuffle?')), options.join('\n'));
  }));

test('a term is found by the beginning of its name and shown in the glossary', () =>
  visit('lab/shuffle/', {}, async (page) => {
    const [first] = await ask(page, 'chi-sq');
    assert.match(first, /chi-squared/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/glossary\/#chi-squared$/);
    await settled(page);
    assert.ok(await page.locator('#chi-squared').isVisible());
  }));

test('the arrow keys go round, Escape closes and gives the focus back', () =>
  visit('', {}, async (page) => {
    await page.getByRole('button', { name: 'Search' }).focus();
    const options = await ask(page, 'log');
    assert.ok(options.length > 1);
    const field = page.getByRole('combobox');
    const chosen = () => field.getAttribute('aria-activedescendant');
    const first = await chosen();
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.locator(`#${await chosen()}`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('ArrowDown');
    assert.equal(await chosen(), first);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('combobox').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.className), 'search needs-script');
  }));

test('what is not there is said', () =>
  visit('', {}, async (page) => {
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('xyzzy');
    await page.getByText('Nothing found for “xyzzy”').waitFor();
    assert.equal(await page.getByRole('option').count(), 0);
  }));

test('a slash that is written somewhere stays a slash', () =>
  visit('', {}, async (page) => {
    await page.keyboard.press('/');
    await page.getByRole('combobox').pressSequentially('a/b');
    assert.equal(await page.getByRole('combobox').inputValue(), 'a/b');
  }));

// Between Escape and the next frame the focus is still in the closed field: the slash is no text for it.
test('a slash right behind Escape opens it again', () =>
  visit('', {}, async (page) => {
    await ask(page, 'seed');
    for (let time = 0; time < 5; time++) {
      await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('/')]);
      await page.getByRole('option').first().waitFor();
      assert.equal(await page.getByRole('combobox').inputValue(), 'seed');
    }
  }));

test('the key can be switched off, and stays off', () =>
  visit('', {}, async (page) => {
    await page.keyboard.press('/');
    const box = page.getByRole('checkbox', { name: 'The key / opens this' });
    await box.uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await settled(page);
    const button = page.getByRole('button', { name: 'Search' });
    await page.locator('.search kbd').waitFor({ state: 'detached' });
    assert.equal(await button.getAttribute('aria-keyshortcuts'), null);
    await page.keyboard.press('/');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await button.click();
    await box.check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.getByRole('dialog').waitFor();
  }));

test('an index that cannot be loaded is said, and asked for again', () =>
  visit('', { serviceWorkers: 'block', expected: [/search-/, /Failed to load/, /Service Worker registration blocked/] }, async (page) => {
    await page.route(/search-.*json/, (route) => route.abort());
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('seed');
    await page.getByText('could not be loaded').waitFor();
    await page.unroute(/search-.*json/);
    await page.keyboard.press('Escape');
    // A slash that comes before the dialog is gone would be written into its field.
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.getByRole('option').first().waitFor();
  }));

test('the open dialog is accessible in both themes, and fits a narrow window', () =>
  visit('zh/', { width: 320 }, async (page) => {
    await ask(page, '选举');
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, `search, ${colorScheme}`);
    }
    await assertFits(page, 'search, 320 px');
  }));
