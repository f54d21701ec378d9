// Below a raft lesson: bugs that have happened, a run beside one that differs by a setting, a thousand seeds, traces from files.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { visit } from './site.mjs';

const TRACE = `# a cluster of our own
add-nodes 3 voters=(1,2,3) index=2
----
INFO 1 switched to configuration voters=(1 2 3)

campaign 1
----
INFO 1 is starting a new election at term 0

stabilize log-level=none
----
ok
`;

const tab = (page, name) => page.locator('.stage [role=tab][aria-selected=true]', { hasText: name });

test('a run stands beside one that differs by one setting', () =>
  visit('lessons/elections/', {}, async (page) => {
    await page.locator('.weave[role=slider]').press('End');
    await page.locator('.workshop button', { hasText: 'seed=1' }).click();
    await tab(page, 'seed=1').waitFor();
    assert.equal(await page.locator('.pics.two .pic').count(), 2);
    const differs = await page.locator('.differs').innerText();
    assert.match(differs, /First difference: command \d+/);
  }));

test('a bug of the field is replayed, and stands beside the run in which it is mended', () =>
  visit('zh/lessons/membership/', {}, async (page) => {
    const ghost = page.locator('#case-not-applied');
    await ghost.getByRole('button', { name: '重放' }).click();
    await tab(page, 'not-applied').waitFor();
    assert.match(await page.locator('.stage .twin').first().innerText(), /违反了领导者完备性/);
    await ghost.getByRole('button', { name: '并排对照' }).click();
    await tab(page, 'not-applied mended').waitFor();
    assert.equal(await page.locator('.pics.two .pic').count(), 2);
    // The rule differs in the second command; that node 2 may not stand for election is the first that comes of it.
    assert.match(await page.locator('.differs').innerText(), /命令 2[^0-9][^]*第一处结果不同：命令 24/);
  }));

test('a thousand seeds are run, stopped and run again; a seed that is chosen stands on the stage with its leader', () =>
  visit('lessons/elections/', { patience: 60_000 }, async (page) => {
    const shop = page.locator('.workshop');
    const again = shop.getByRole('button', { name: 'Run 1,000 seeds' });
    // All seeds take a fraction of a second: they are stopped in the frame after they were begun.
    await page.evaluate(async () => {
      const press = (words) => [...document.querySelectorAll('.seeds-raft button')].find((button) => button.textContent.includes(words)).click();
      press('Run 1,000 seeds');
      await new Promise(requestAnimationFrame);
      press('Stop');
    });
    await again.waitFor();
    const stopped = await shop.locator('.thousand[aria-valuemax="999"]').count();
    assert.equal(stopped, 0, 'not all seeds were run');
    await again.click();
    const strip = shop.locator('.thousand');
    await page.waitForFunction(() => document.querySelector('.thousand')?.getAttribute('aria-valuemax') === '999');
    await again.waitFor();
    assert.match(await shop.innerText(), /Of 1000 seeds, \d+ had no split vote/);
    await strip.focus();
    for (const key of ['ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector('.thousand').getAttribute('aria-valuenow') === '51');
    const said = await strip.getAttribute('aria-valuetext');
    await page.keyboard.press('Enter');
    await tab(page, 'seed 51').waitFor();
    const leader = said.match(/seed 51: (n\d) leads term (\d+)/);
    assert.ok(leader, said);
    assert.match(await page.locator('.stage .twin').innerText(), new RegExp(`${leader[1]} leads`));
  }));

test('a trace of etcd-raft plays on the stage; a file that is none is told by its line', () =>
  visit('zh/lessons/elections/', {}, async (page) => {
    const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    const input = page.locator('.workshop input[type=file]');
    await input.setInputFiles(file('own.txt', TRACE));
    await tab(page, 'own').waitFor();
    assert.equal(await page.locator('.weave[role=slider]').getAttribute('aria-valuemax'), '3');
    assert.match(await page.locator('.workshop').innerText(), /own\.txt 第 2 行/);
    await page.locator('.weave[role=slider]').press('End');
    await page.waitForFunction(() => /n1/.test(document.querySelector('.stage .twin [role=status]').innerText));
    await input.setInputFiles(file('none.txt', 'add-nodes 3\n'));
    await page.locator('.workshop .failure', { hasText: 'none.txt 第 1 行' }).waitFor();
  }));
