// A cell of more than twenty thousand commands: it runs in slices, says so, can be stopped, and others wait for it. The page
// answers meanwhile.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { settled, visit } from './site.mjs';

const SAY = {
  en: { running: /^running \d+\.\d\ss$/, queued: 'queued', stopped: 'stopped', done: /^done/, stop: 'Stop', on: 'Continue', run: /^Run/, goes: /^(running|queued)/ },
  zh: { running: /^运行中 \d+\.\d\s秒$/, queued: '排队中', stopped: '已停止', done: /^完成/, stop: '停止', on: '继续', run: /运行/, goes: /^(运行中|排队中)/ },
};

const cells = (page) => page.locator('.prose > .cell');
const chip = (cell) => cell.locator('header .chip').first();
const button = (cell, name) => cell.locator('header').getByRole('button', { name });
// In the page: a text of so many lines is so high that Playwright takes long to scroll to what is below it.
const press = (cell, name) => button(cell, name).evaluate((button) => button.click());

// Waits until a cell says that.
async function says(cell, words) {
  for (let turn = 0; turn < 3_000; turn++) {
    const said = await chip(cell).innerText();
    if (typeof words === 'string' ? said === words : words.test(said)) return;
    if (!SAY.en.goes.test(said) && !SAY.zh.goes.test(said)) break;
    await cell.page().waitForTimeout(20);
  }
  assert.fail(`the cell says ${await chip(cell).innerText()}, and not ${words}`);
}

const attribute = async (page, name) => Number(await page.locator('.weave[role=slider]').getAttribute(name));

// Puts a text into a cell at once, as pasted.
async function put(cell, lines) {
  await cell.locator('textarea').evaluate((area, text) => {
    area.value = text;
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, lines.join('\n'));
}

// The tasks that kept the page from answering, in ms, from now on.
const watch = (page) => page.evaluate(() => {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.tasks.push(Math.round(duration)))).observe({ type: 'longtask' });
});
const tasks = async (page) => {
  const [longest, ...others] = (await page.evaluate(() => window.tasks)).sort((a, b) => b - a);
  return longest ? `${longest} ms, and ${others.length} more over 50 ms` : 'under 50 ms';
};

const COUNT = 24_000;
const ticks = ['start 3 leader=1', ...Array.from({ length: COUNT }, (_, i) => (i % 400 ? 'run 4' : 'write a 1 5'))];

for (const [language, path] of [['en', 'lessons/elections/'], ['zh', 'zh/lessons/elections/']]) {
  const say = SAY[language];
  test(`a cell of ${COUNT} commands says that it runs, is stopped, goes on and is undone, ${language}`, (t) =>
    visit(path, { patience: 180_000 }, async (page) => {
      const [long, other] = [cells(page).nth(0), cells(page).nth(1)];
      const length = await attribute(page, 'aria-valuemax');
      await put(long, ticks);
      await settled(page);
      await watch(page);
      await long.locator('textarea').press('Control+Enter');
      await page.waitForTimeout(300);
      await says(long, say.running);
      assert.equal(await attribute(page, 'aria-valuemax'), length, 'the page stays as it was');
      assert.ok(!(await long.locator('header [aria-live=polite]').ariaSnapshot()).includes('.'), 'the seconds are not told to one who listens');

      // The page answers: another cell is written, and waits when it is run.
      await put(other, ['run 3']);
      await press(other, say.run);
      assert.equal(await chip(other).innerText(), say.queued);
      await press(other, say.stop);
      assert.notEqual(await chip(other).innerText(), say.queued);
      await press(other, say.run);
      const running = await tasks(page);

      const stop = await button(long, say.stop).elementHandle();
      const took = await stop.evaluate(async (button, stopped) => {
        const start = performance.now();
        button.click();
        const chip = () => button.closest('header').querySelector('.chip').innerText;
        while (chip() !== stopped && performance.now() - start < 10_000) await new Promise((next) => setTimeout(next));
        return performance.now() - start;
      }, say.stopped);
      assert.equal(await chip(long).innerText(), say.stopped);
      assert.notEqual(await chip(other).innerText(), say.queued, 'what waited would run the stopped cell first');
      const kept = await attribute(page, 'aria-valuenow');
      assert.ok(kept > 0 && kept < ticks.length, `${kept} commands were done`);
      assert.equal(await attribute(page, 'aria-valuemax'), kept);
      const stopping = await tasks(page);

      await press(long, say.on);
      await says(long, say.done);
      assert.equal(await attribute(page, 'aria-valuenow'), ticks.length);
      t.diagnostic(`longest task while it ran ${running}; stopped after ${took.toFixed(0)} ms (bar 100) at ${kept} commands, longest task ${stopping}; after all ${await tasks(page)}`);

      await page.locator('.weave[role=slider]').press('Control+z');
      assert.equal(await attribute(page, 'aria-valuemax'), kept, 'what went on is one undo');
      await page.locator('.weave[role=slider]').press('Control+z');
      assert.equal(await attribute(page, 'aria-valuemax'), length);
    }));
}

test('a cell that is run meanwhile runs when its turn comes', (t) =>
  visit('lessons/mvcc/', { patience: 180_000 }, async (page) => {
    const [long, other] = [cells(page).nth(0), cells(page).nth(1)];
    await put(long, Array.from({ length: COUNT }, (_, i) => `put k ${i % 10}`));
    await put(other, ['get k']);
    await watch(page);
    await page.evaluate(() => document.querySelectorAll('.prose > .cell').forEach((cell, at) => at < 2 && cell.querySelector('header button').click()));
    assert.equal(await chip(other).innerText(), SAY.en.queued);
    await says(other, SAY.en.done);
    assert.match(await chip(long).innerText(), SAY.en.done);
    assert.equal(await attribute(page, 'aria-valuenow'), COUNT + 1);
    t.diagnostic(`longest task ${await tasks(page)}`);
  }));
