// Every lesson of the site: stepped through by keyboard, and its challenges solved by what the page itself offers. What
// pages of lessons have in common is tested at length in lesson.test.mjs.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { pages, visit } from './site.mjs';

const LESSONS = pages().filter((path) => path.startsWith('lessons/'));

test('there are lessons', () => assert.ok(LESSONS.length > 1, LESSONS.join(' ')));

for (const lesson of LESSONS) {
  test(`${lesson}: by keyboard through all steps and back, in Chinese`, () =>
    visit(`zh/${lesson}`, {}, async (page) => {
      const slider = page.locator('.weave[role=slider]');
      const now = async () => Number(await slider.getAttribute('aria-valuenow'));
      const moved = (from) =>
        page.waitForFunction((from) => Number(document.querySelector('.weave').getAttribute('aria-valuenow')) !== from, from);
      const end = Number(await slider.getAttribute('aria-valuemax'));
      assert.ok(end > 0, 'a lesson without a command');
      await slider.focus();
      if ((await now()) !== 0) {
        const from = await now();
        await page.keyboard.press('Home');
        await moved(from);
      }
      const told = new Set();
      let steps = 0;
      for (let at = 0; at !== end; at = await now()) {
        await page.keyboard.press('Shift+ArrowRight');
        await moved(at);
        told.add(await page.locator('.stage .twin [role=status]').innerText());
        steps += 1;
      }
      assert.ok(steps >= 3 && told.size > steps / 3, `${told.size} different sentences in ${steps} steps`);
      await page.keyboard.press('ArrowLeft');
      await moved(end);
      await page.keyboard.press('Home');
      await moved(end - 1);
      assert.equal(await now(), 0);
    }));

  test(`${lesson}: every challenge is solved by its own solution, and an untouched one is not`, () =>
    visit(lesson, { patience: 180_000 }, async (page) => {
      const challenges = await page.locator('.challenge').all();
      assert.ok(challenges.length > 0, 'a lesson without a challenge');
      for (const block of challenges) {
        const area = block.locator('textarea');
        await area.press('Control+Enter');
        await block.locator('.tag', { hasText: 'not yet' }).waitFor({ timeout: 60_000 });
        await page.waitForFunction((element) => !element.querySelector('.chip.run'), await block.elementHandle());
        await block.locator('.solution button').click();
        const solution = await block.locator('.compare pre').nth(1).innerText();
        await area.fill(solution);
        await area.press('Control+Enter');
        await block.locator('.tag', { hasText: 'solved' }).waitFor({ timeout: 60_000 });
      }
    }));
}
