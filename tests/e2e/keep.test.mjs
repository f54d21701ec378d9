// What a lesson keeps in the browser: a reload in mid-lesson loses nothing in any world, also right after a change, and what
// has not changed is not written.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { settled, visit } from './site.mjs';

// One lesson of each world.
const LESSONS = ['shuffle', 'mvcc', 'elections', 'snowflake', 'timers', 'tasks', 'postings'];

const slider = (page) => page.locator('.weave[role=slider]');
const now = async (page) => Number(await slider(page).getAttribute('aria-valuenow'));
const standsAt = (page, position) =>
  page.waitForFunction((position) => Number(document.querySelector('.weave').getAttribute('aria-valuenow')) === position, position);
const text = (page, cell) => page.locator('.prose > .cell textarea').nth(cell);

for (const lesson of LESSONS) {
  test(`${lesson}: a reload in mid-lesson loses nothing`, () =>
    visit(`lessons/${lesson}/`, {}, async (page) => {
      await slider(page).focus();
      await page.keyboard.press('Home');
      await standsAt(page, 0);
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
      await standsAt(page, 2);
      // A note of the learner's own is no command: the text is the work here.
      const mine = `${await text(page, 1).inputValue()}\n# mine`;
      await text(page, 1).fill(mine);
      // What can be pointed at may be folded away.
      const question = page.locator('.predict:has(input[type=radio]:visible)').first();
      await question.locator('input[type=radio]').first().check();
      await question.locator('button[type=submit]').click();
      await question.locator('.why').first().waitFor();
      const graded = await question.innerText();
      // At once: what was done a moment ago is not saved yet, and must be when the page is left.
      await page.reload();
      await settled(page);
      await standsAt(page, 2);
      assert.equal(await text(page, 1).inputValue(), mine);
      assert.equal(await question.innerText(), graded);
    }));
}

test('an edited run, its fork and where one stood on it are there after a reload', () =>
  visit('lessons/mvcc/', {}, async (page) => {
    await text(page, 1).press('Control+Enter');
    const own = `${await text(page, 1).inputValue()}\nput mine 1`;
    await text(page, 1).fill(own);
    await text(page, 1).press('Control+Enter');
    await page.locator('.stage [role=tab]').nth(1).waitFor();
    const position = await now(page);
    await page.reload();
    await settled(page);
    await page.locator('.stage [role=tab][aria-selected=true]', { hasText: 'Fork 1' }).waitFor();
    assert.equal(await now(page), position);
    assert.match(await page.locator('.prose > .cell').nth(1).locator('header .chip').first().innerText(), /^done/);
  }));

test('what does not change is not written, and one who plays is not written down at every step', () =>
  visit('lessons/elections/', {}, async (page) => {
    await page.addInitScript(() => {
      window.written = [];
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (key.startsWith('lockstep.work')) window.written.push(value);
        return set.call(this, key, value);
      };
    });
    const written = () => page.evaluate(() => window.written.length);
    await page.reload();
    await settled(page);
    await page.waitForTimeout(600);
    assert.equal(await written(), 0, 'nothing was done yet');
    const start = Date.now();
    await slider(page).focus();
    await page.keyboard.press('Home');
    await standsAt(page, 0);
    for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowRight');
    await standsAt(page, 20);
    await page.waitForFunction(() => window.written.at(-1)?.includes('"position":20'));
    const most = (Date.now() - start) / 400 + 1;
    assert.ok(await written() <= most, `${await written()} times where ${most} are enough`);
    const before = await written();
    await page.waitForTimeout(600);
    assert.equal(await written(), before);
    assert.equal(new Set(await page.evaluate(() => window.written)).size, before, 'every entry is another');
  }));
