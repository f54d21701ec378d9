// The lesson page: step to the end and back, edit cells wrongly and rightly, predict, solve, share, keep, take along.
//
// The tests speak the language of the shuffle world and look at blocks by their kind, so that the lesson's words may change.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { LANGUAGES, assertAccessible, assertFits, drawn, settled, visit } from './site.mjs';

const LESSON = { en: 'lessons/shuffle/', zh: 'zh/lessons/shuffle/' };
const SAY = {
  en: { trace: 'Trace', both: 'Both in lock step', close: 'Close', restore: 'Restore original', unrestore: 'Bring my text back', over: 'Start over', bring: 'Bring my work back' },
  zh: { trace: '轨迹', both: '并排同步', close: '关闭', restore: '恢复原文', unrestore: '找回我的文字', over: '从头开始', bring: '找回我的进度' },
};

const slider = (page) => page.locator('.weave[role=slider]');
const now = async (page) => Number(await slider(page).getAttribute('aria-valuenow'));
const length = async (page) => Number(await slider(page).getAttribute('aria-valuemax'));
const cells = (page) => page.locator('.prose > .cell');
const chip = (cell) => cell.locator('header .chip').first();

// The run stands there; a press is answered within a frame or two.
const standsAt = (page, position) =>
  page.waitForFunction((position) => Number(document.querySelector('.weave').getAttribute('aria-valuenow')) === position, position);

// Types a text into a cell and runs it.
async function run(cell, text) {
  await cell.locator('textarea').fill(text);
  await cell.locator('textarea').press('Control+Enter');
}

for (const language of LANGUAGES) {
  test(`by keyboard alone one steps to the end and back, ${language}`, () =>
    visit(LESSON[language], {}, async (page) => {
      const told = async () => (await page.locator('.stage .twin [role=status]').innerText()).trim();
      await slider(page).focus();
      await page.keyboard.press('Home');
      await standsAt(page, 0);
      const start = await told();
      const words = new Set();
      const end = await length(page);
      for (let position = 1; position <= end; position++) {
        await page.keyboard.press('ArrowRight');
        await standsAt(page, position);
        assert.ok((await slider(page).getAttribute('aria-valuetext')).includes(String(position)));
        words.add(await told());
      }
      assert.ok(words.size > end / 3, `only ${words.size} different sentences in ${end} positions`);
      for (let position = end - 1; position >= 0; position--) await page.keyboard.press('ArrowLeft');
      await standsAt(page, 0);
      assert.equal(await told(), start, 'back at the start it is as it was');
      await page.keyboard.press('End');
      await standsAt(page, end);
      await page.keyboard.press('Shift+ArrowLeft');
      await page.waitForFunction((end) => Number(document.querySelector('.weave').getAttribute('aria-valuenow')) < end, end);
      await page.keyboard.press('?');
      await page.locator('.keys').waitFor();
    }));
}

test('a position far away is sought by a click on the cloth', () =>
  visit(LESSON.en, {}, async (page) => {
    const box = await slider(page).boundingBox();
    await page.mouse.click(box.x + box.width - 4, box.y + 40);
    assert.equal(await now(page), await length(page));
    await page.mouse.click(box.x + 4, box.y + 40);
    assert.equal(await now(page), 0);
  }));

test('it plays by itself and stops when someone acts', () =>
  visit(LESSON.en, {}, async (page) => {
    const before = await now(page);
    await page.locator('.transport .play').click();
    await page.waitForFunction((before) => Number(document.querySelector('.weave').getAttribute('aria-valuenow')) > before, before);
    await slider(page).press('ArrowLeft');
    const stopped = await now(page);
    await page.waitForTimeout(1500);
    assert.equal(await now(page), stopped);
  }));

test('a cell edited wrongly says where and why, and red clears on recovery', () =>
  visit(LESSON.en, {}, async (page) => {
    const cell = cells(page).nth(1);
    await run(cell, 'new 5\nswep 1 2');
    assert.equal(await chip(cell).innerText(), 'failed');
    assert.match(await cell.locator('[role=alert]').innerText(), /line 2: `swep` is not a command/);
    assert.equal(await cell.locator('.caret').innerText(), 'swep 1 2\n^~~~');
    await run(cell, 'new 5\nswap 1 2');
    assert.match(await chip(cell).innerText(), /^done/);
    assert.equal(await cell.locator('[role=alert]').count(), 0);
    assert.match(await cell.locator('.printed').innerText(), /swap 1 2 -> 0 2 1 3 4/);
    assert.equal(await page.locator('.stage [role=tab]').count(), 2, 'both futures are kept');
  }));

for (const [lesson, field] of [['lessons/phrases/', 'Your text'], ['zh/lessons/phrases/', '你的文本']]) {
  test(`a text too long for a cell is refused, and the field that takes it is named and there: ${lesson}`, () =>
    visit(lesson, { language: lesson.startsWith('zh') ? 'zh' : 'en' }, async (page) => {
      const cell = cells(page).first();
      const before = await cell.locator('textarea').inputValue();
      // In one piece, as a paste puts it there: what is typed comes line by line, and the last line is short again.
      await cell.locator('textarea').evaluate((area, text) => {
        area.value = text;
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }, '天气很好 '.repeat(20_000));
      await page.locator('.too-long[role=alert]').waitFor();
      assert.match(await page.locator('.too-long').innerText(), /200 KB.*(“Try further”|“继续试验”)/s);
      assert.equal(await cell.locator('textarea').inputValue(), before, 'the cell is as it was');
      assert.equal(await page.getByLabel(field).count(), 1);
      await cell.locator('textarea').fill(`${before}\n`);
      await page.locator('.too-long').waitFor({ state: 'detached' });
    }));
}

test('a refusal shows the engine first, then why, then a fix to click', () =>
  visit(LESSON.en, {}, async (page) => {
    const cell = cells(page).nth(1);
    await run(cell, 'new 5\ndraw\nswap 1 2');
    assert.equal(await cell.locator('.refused').innerText(), 'Error: a trial is running');
    assert.match(await cell.locator('.why').innerText(), /moves the elements itself/);
    await cell.locator('.fix').click();
    assert.equal(await cell.locator('textarea').inputValue(), 'new 5\ndraw\ntrial\nswap 1 2');
    assert.match(await chip(cell).innerText(), /^done/);
  }));

test('words are completed, history comes back, the original is restored and that is undone', () =>
  visit(LESSON.en, {}, async (page) => {
    const cell = cells(page).nth(1);
    const area = cell.locator('textarea');
    await run(cell, 'new 4');
    await area.fill('');
    await area.pressSequentially('sw');
    await cell.locator('.offers li').first().waitFor();
    await area.press('Tab');
    assert.equal(await area.inputValue(), 'swap ');
    await area.press('ArrowUp');
    assert.equal(await area.inputValue(), 'new 4', 'the text that ran last');
    await area.fill('new 6');
    await cell.getByRole('button', { name: SAY.en.restore }).click();
    assert.notEqual(await area.inputValue(), 'new 6');
    await cell.getByRole('button', { name: SAY.en.unrestore }).click();
    assert.equal(await area.inputValue(), 'new 6');
  }));

test('two futures stand side by side, with the first difference marked', () =>
  visit(LESSON.en, {}, async (page) => {
    await run(cells(page).nth(1), 'new 5\nswap 0 4');
    await page.getByRole('button', { name: SAY.en.both }).click();
    assert.equal(await page.locator('.stage .pic').count(), 2);
    assert.match(await page.locator('.differs').innerText(), /First difference: command \d+/);
    await page.locator('.weave .difference').waitFor({ state: 'attached' });
    await slider(page).press('Control+z');
    assert.equal(await page.locator('.stage [role=tab]').count(), 1, 'undo takes the fork back');
  }));

test('a thing on the stage says how it came to be, by keyboard too', () =>
  visit(LESSON.en, {}, async (page) => {
    await run(cells(page).nth(0), 'new 4\nswap 0 3');
    const thing = page.locator('.stage .thing').first();
    await thing.focus();
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.drawer h2').innerText(), /Why is element 3 at position 0\?/);
    await page.locator('.chain button').first().click();
    assert.equal(await now(page), 1);
    await slider(page).press('Escape');
    assert.equal(await page.locator('.drawer').count(), 0);
  }));

test('predictions are graded, and asked again', () =>
  visit(LESSON.en, {}, async (page) => {
    for (const block of await page.locator('.predict').all()) {
      const field = block.locator('.number input');
      if (await field.count()) {
        await field.fill('many');
        assert.match(await block.innerText(), /A number is expected/);
        await field.fill('0.5');
      } else {
        await block.locator('input[type=radio]').first().check();
      }
      await block.locator('button[type=submit]').click();
      assert.match(await block.locator('.tag').innerText(), /answered/);
      await block.locator('.why').first().waitFor();
    }
    const first = page.locator('.predict').first();
    await first.getByRole('button', { name: 'Ask me again' }).click();
    assert.match(await first.locator('.tag').innerText(), /not answered/);
  }));

test('work is there after a reload, and leaves and returns as a file', () =>
  visit(LESSON.en, {}, async (page) => {
    const cell = cells(page).nth(1);
    await run(cell, 'new 5\nswap 0 4');
    const position = await now(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Notebook \(/ }).click()]);
    const file = await readFile(await download.path(), 'utf8');
    assert.match(file, /swap 0 4/);

    await page.reload();
    await standsAt(page, position);
    assert.equal(await cell.locator('textarea').inputValue(), 'new 5\nswap 0 4');
    assert.match(await chip(cell).innerText(), /^done/);

    await page.getByRole('button', { name: SAY.en.over }).click();
    assert.notEqual(await cell.locator('textarea').inputValue(), 'new 5\nswap 0 4');
    await page.getByRole('button', { name: SAY.en.bring }).click();
    assert.equal(await cell.locator('textarea').inputValue(), 'new 5\nswap 0 4');
    await page.getByRole('button', { name: SAY.en.over }).click();

    const choose = page.locator('.take input[type=file]');
    await choose.setInputFiles({ name: 'work.md', mimeType: 'text/markdown', buffer: Buffer.from(file) });
    await standsAt(page, position);
    assert.equal(await cell.locator('textarea').inputValue(), 'new 5\nswap 0 4');
    await choose.setInputFiles({ name: 'letter.md', mimeType: 'text/markdown', buffer: Buffer.from('# Dear reader\n') });
    assert.match(await page.locator('.about-work').innerText(), /This file is no notebook\. letter\.md:1/);
    assert.equal(await cell.locator('textarea').inputValue(), 'new 5\nswap 0 4', 'and nothing else happened');
  }));

test('work on an older lesson waits for a decision', () =>
  visit(LESSON.en, {}, async (page) => {
    const cell = cells(page).nth(1);
    await run(cell, 'new 5\nswap 0 4');
    await page.waitForFunction(() => localStorage['lockstep.work.shuffle']?.includes('swap 0 4'));
    await page.evaluate(() => {
      const key = 'lockstep.work.shuffle';
      const kept = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...kept, version: 'older' }));
    });
    await page.reload();
    const notice = page.locator('.about-work');
    await notice.getByText('This lesson was updated').waitFor();
    await notice.getByRole('button', { name: 'Compare' }).click();
    assert.match(await notice.innerText(), /swap 0 4/);
    await notice.getByRole('button', { name: 'Keep mine' }).click();
    assert.equal(await cell.locator('textarea').inputValue(), 'new 5\nswap 0 4');
  }));

test('a run is shared by a link that opens it where it stood', async () => {
  const link = await visit(LESSON.en, {}, async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await run(cells(page).nth(0), 'new 5\nswap 0 4\nswap 1 3');
    await slider(page).press('ArrowLeft');
    await page.locator('.transport').getByRole('button', { name: 'Copy link' }).click();
    await page.locator('.transport').getByText('copied').waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  });
  const hash = new URL(link).hash;
  assert.match(hash, /^#v1\.shuffle\./);
  await visit(LESSON.zh + hash, {}, async (page) => {
    await page.locator('.about-work').waitFor();
    assert.equal(await now(page), 2);
    assert.equal(await page.locator('.stage .thing').first().getAttribute('aria-label'), '位置 0：元素 4');
  });
});

const BROKEN = {
  'v1.shuffle.42.new+5;swap+0+9.2': /Command 2 of this link, `swap 0 9`, is refused by the engine/,
  'v1.shuffle.42.new+5;swop+0+1.2': /Command 2 of this link, `swop 0 1`, cannot be read/,
  'v9.shuffle.42.new+5.1': /newer version of the site \(format 9\)/,
  'v1.raft.1.tick.1': /`raft`/,
  'nothing': /This link is damaged/,
};
for (const [hash, pattern] of Object.entries(BROKEN)) {
  test(`a link that cannot be opened says exactly why: ${hash}`, () =>
    visit(`${LESSON.en}#${hash}`, {}, async (page) => {
      assert.match(await page.locator('.about-work').innerText(), pattern);
      assert.equal(await page.locator('.stage [role=tab]').count(), 1);
      await slider(page).press('End');
      assert.equal(await now(page), await length(page), 'the lesson is intact');
    }));
}

for (const language of LANGUAGES) {
  for (const [width, height, theme] of [[320, 640, 'light'], [390, 844, 'dark'], [768, 1024, 'light'], [1280, 900, 'dark']]) {
    test(`nothing is out of reach or out of sight at every moment, ${language} ${width} ${theme}`, () =>
      visit(LESSON[language], { width, height, theme, patience: 120_000 }, async (page) => {
        await assertAccessible(page, 'first frame');
        await run(cells(page).nth(1), 'new 5\nswep');
        await assertAccessible(page, 'a line that is no command');
        await run(cells(page).nth(1), 'new 5\ndraw\nswap 0 1');
        await assertAccessible(page, 'a refusal');
        await page.getByRole('button', { name: SAY[language].trace }).click();
        await assertAccessible(page, 'the trace');
        await assertFits(page, 'with the trace');
        await page.getByRole('button', { name: SAY[language].trace }).click();
        await slider(page).press('End');
        await drawn(page);
        await assertAccessible(page, 'the end');
        await assertFits(page, 'at the end');
      }));
  }
}

test('a run is renamed, by its button or not at all, and keeps its name', () =>
  visit(LESSON.en, {}, async (page) => {
    await run(cells(page).nth(1), 'new 5\nswap 1 2');
    const tab = page.locator('.stage [role=tab][aria-selected=true]');
    assert.equal(await tab.innerText(), 'Fork 1');
    await page.getByRole('button', { name: 'Rename “Fork 1”' }).click();
    const field = page.getByRole('textbox', { name: 'Name of this run' });
    await field.fill('This run');
    await field.press('Enter');
    await page.getByText('Another run is called “This run”.').waitFor();
    await assertAccessible(page, 'a name that is taken');
    await field.fill('by hand');
    await field.press('Enter');
    assert.equal(await tab.innerText(), 'by hand');
    await page.waitForFunction(() => localStorage['lockstep.work.shuffle']?.includes('by hand'));
    await page.reload();
    await page.locator('.stage [role=tab]', { hasText: 'by hand' }).waitFor();
  }));

test('a browser that keeps nothing is told of, and a file offered', () =>
  visit(LESSON.en, {}, async (page) => {
    await page.addInitScript(() => {
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (key.startsWith('lockstep.work')) throw new DOMException('full', 'QuotaExceededError');
        return set.call(this, key, value);
      };
    });
    await page.reload();
    await settled(page);
    await run(cells(page).nth(1), 'new 5\nswap 0 1');
    await page.getByText('This browser refuses to keep your work').waitFor();
    await assertAccessible(page, 'refused storage');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save it as a file' }).click()]);
    assert.equal(download.suggestedFilename(), 'shuffle.notebook.md');
    await run(cells(page).nth(1), 'new 5\nswap 1 2');
    assert.match(await chip(cells(page).nth(1)).innerText(), /^done/);
  }));

test('what we say is said in Chinese on a Chinese page, also why something is refused', () =>
  visit(LESSON.zh, {}, async (page) => {
    const cell = cells(page).nth(1);
    await run(cell, 'new 5\nrun 100\ndraw\nswap 1 2');
    assert.match(await cell.locator('.printed').innerText(), /列表 0 1 2 3 4[^]*two_random_n_swaps, n = 5，100 次试验/);
    assert.equal(await cell.locator('.refused').innerText(), 'Error: 试验正在进行');
    assert.match(await cell.locator('.why').innerText(), /第 1 次试验自己会移动元素/);
    await run(cell, 'swep 1 2');
    assert.match(await cell.locator('[role=alert]').innerText(), /第 1 行：`swep` 不是命令；应为/);
  }));

test('words on the stage are in its picture', () =>
  visit(LESSON.en, {}, async (page) => {
    await run(cells(page).nth(1), 'clients 3');
    await page.locator('.clients').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.take').getByRole('button', { name: 'SVG' }).click()]);
    const svg = (await readFile(await download.path())).toString();
    assert.equal([...svg.matchAll(/>client<\/text>/g)].length, 3);
    assert.ok([...svg.matchAll(/<rect [^>]*stroke-width="2"/g)].length >= 3, 'the first server of each has its frame');
  }));

test('where time passes the timeline goes by events or by time, and remembers which', () =>
  visit('lessons/timers/', {}, async (page) => {
    const needle = () => page.locator('.weave .needle').getAttribute('x');
    const told = () => slider(page).getAttribute('aria-valuetext');
    await slider(page).focus();
    await page.keyboard.press('End');
    for (let back = 0; back < 3; back++) await page.keyboard.press('ArrowLeft');
    const [position, even] = [await now(page), await needle()];
    assert.doesNotMatch(await told(), /tick/);
    await page.keyboard.press('t');
    await page.waitForFunction(() => /\d ticks?/.test(document.querySelector('.weave').getAttribute('aria-valuetext')));
    assert.equal(await now(page), position, 'the run stands where it stood');
    assert.notEqual(await needle(), even, 'its place on the cloth is another');
    assert.ok(await page.locator('.weave .fold').count() > 0, 'idle time is folded');
    await assertAccessible(page, 'lessons/timers/, by time');
    await page.reload();
    await page.waitForFunction(() => /\d ticks?/.test(document.querySelector('.weave').getAttribute('aria-valuetext')));
    await page.getByRole('radio', { name: 'Events' }).click();
    await page.waitForFunction(() => !/tick/.test(document.querySelector('.weave').getAttribute('aria-valuetext')));
  }));
