// The home page: the first picture plays, goes back, counts a million; the curriculum shows how far one is.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { LANGUAGES, address, assertAccessible, settled, visit } from './site.mjs';

const root = (lang) => (lang === 'zh' ? 'zh/' : '');

for (const lang of LANGUAGES) {
  test(`${lang}: the first picture is stepped through by keyboard alone`, () =>
    visit(root(lang), {}, async (page) => {
      const slider = page.getByRole('slider');
      const now = async () => Number(await slider.getAttribute('aria-valuenow'));
      await slider.focus();
      const before = await now();
      const said = await slider.getAttribute('aria-valuetext');
      await page.keyboard.press('ArrowRight');
      assert.equal(await now(), before + 1);
      assert.notEqual(await slider.getAttribute('aria-valuetext'), said);
      await page.keyboard.press('ArrowLeft');
      assert.equal(await now(), before);
      assert.equal(await slider.getAttribute('aria-valuetext'), said, 'back is where one was');
      await page.keyboard.press('Home');
      assert.equal(await now(), 0);
      await page.keyboard.press('End');
      assert.equal(await now(), Number(await slider.getAttribute('aria-valuemax')));
    }));

  test(`${lang}: at the end of the picture a million requests agree with the exact value`, () =>
    visit(root(lang), {}, async (page) => {
      await page.getByRole('slider').focus();
      await page.keyboard.press('End');
      await page.locator('.act button').click();
      const words = await page.locator('.act .twin-line').innerText();
      const [measured, , exact] = words.match(/[\d.]+(?= ?%)/g).map(Number);
      assert.equal(exact, 22.417);
      // Four standard errors of a share of 0.224 in a million, in per cent.
      assert.ok(Math.abs(measured - exact) < 0.17, words);
      await assertAccessible(page, `${lang}, a million`);
    }));
}

test('playing moves the needle, pauses, and ends at the last request', () =>
  visit('', { motion: true }, async (page) => {
    const slider = page.getByRole('slider');
    const before = Number(await slider.getAttribute('aria-valuenow'));
    const button = page.locator('.act button');
    await button.click();
    await page.waitForFunction((before) => Number(document.querySelector('[role=slider]').ariaValueNow) > before + 1, before);
    await button.click();
    const paused = await slider.getAttribute('aria-valuenow');
    await page.waitForTimeout(1000);
    assert.equal(await slider.getAttribute('aria-valuenow'), paused);
  }));

test('with reduced motion, playing shows the end at once', () =>
  visit('', {}, async (page) => {
    await page.locator('.act button').click();
    const slider = page.getByRole('slider');
    assert.equal(await slider.getAttribute('aria-valuenow'), await slider.getAttribute('aria-valuemax'));
  }));

test('a pointer moves the needle', () =>
  visit('', {}, async (page) => {
    const box = await page.locator('.cloth .weave').boundingBox();
    await page.mouse.click(box.x + box.width * 0.01, box.y + 60);
    assert.equal(await page.getByRole('slider').getAttribute('aria-valuenow'), '0');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    assert.equal(await page.getByRole('slider').getAttribute('aria-valuenow'), '0', 'a pointer that only passes moves nothing');
  }));

test('the curriculum shows what lesson pages have kept', () =>
  visit('', {}, async (page) => {
    const row = page.locator('.part a.row').first();
    assert.equal(await row.getByRole('img').getAttribute('aria-label'), 'not begun');
    const id = (await row.getAttribute('href')).match(/lessons\/([^/]+)\//)[1];
    for (const [kept, label] of [
      [{ done: false, steps_done: 2, steps: 9 }, 'under way'],
      [{ done: true, steps_done: 9, steps: 9 }, 'done'],
    ]) {
      await page.evaluate(([id, kept]) => localStorage.setItem(`lockstep.progress.${id}`, JSON.stringify(kept)), [id, kept]);
      await page.reload();
      await settled(page);
      assert.equal(await row.getByRole('img').getAttribute('aria-label'), label);
    }
    await page.evaluate((id) => localStorage.setItem(`lockstep.progress.${id}`, '{"not": ours'), id);
    await page.reload();
    await settled(page);
    assert.equal(await row.getByRole('img').getAttribute('aria-label'), 'not begun', 'what cannot be read counts as not begun');
  }));

test('the ways in lead to a lesson and to the laboratory', () =>
  visit('', {}, async (page) => {
    await page.locator('.hero .btn.solid').click();
    await page.waitForURL(/\/lessons\/[^/]+\/$/);
    await settled(page);
    await page.goBack();
    await settled(page);
    await page.locator('.hero .btn:not(.solid)').click();
    await page.waitForURL(/\/lab\/shuffle\/$/);
    await settled(page);
  }));

test('the skip link leads past the head', () =>
  visit('', {}, async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.closest('#main') !== null));
  }));

test('all work leaves as one file, and opens again in another browser', async () => {
  const file = await visit('lessons/shuffle/', {}, async (page) => {
    await page.locator('.transport').getByRole('button', { name: 'One command on' }).first().click();
    await page.waitForFunction(() => /"position":[1-9]/.test(localStorage['lockstep.work.shuffle'] ?? ''));
    await page.goto(await address());
    await settled(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export my notebook' }).click()]);
    assert.equal(download.suggestedFilename(), 'lockstep-notebook.json');
    await page.getByText(/^Saved: \d lessons?\.$|^Saved: one lesson\.$/).waitFor();
    return readFile(await download.path());
  });
  const { lockstep, lessons } = JSON.parse(file);
  assert.equal(lockstep, 1);
  const { work } = lessons.shuffle;
  await visit('', {}, async (page) => {
    await page.evaluate(() => localStorage.clear());
    await page.getByRole('button', { name: 'Export my notebook' }).click();
    await page.getByText('There is nothing to take along yet').waitFor();
    const open = (buffer) => page.locator('.mine input').setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer });
    await open(Buffer.from('# Will it shuffle?'));
    await page.getByText(/Nothing was opened: this is no exported notebook \(.*line 1/).waitFor();
    await open(file);
    await page.getByText('Opened: Will it shuffle?').waitFor();
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage['lockstep.work.shuffle'])), work);
    await assertAccessible(page, 'an opened notebook');
    // Once more, over other work: that is set aside.
    await page.evaluate(() => {
      localStorage['lockstep.work.shuffle'] = localStorage['lockstep.work.shuffle'].replace(/"position":\d+/, '"position":0');
    });
    await open(file);
    await page.waitForFunction(() => 'lockstep.aside.shuffle' in localStorage);
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage['lockstep.work.shuffle'])), work);
  });
});
