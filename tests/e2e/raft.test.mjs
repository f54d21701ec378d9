// Below a raft lesson: a run beside one that differs by a setting, and traces from files.

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
