// The laboratory 'Will it shuffle?': long runs that end, stop and stay out of the way; a learner's own program; settings in
// the address; the same in words, tables, files.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { LANGUAGES, THEMES, address, assertAccessible, assertFits, drawn, visit } from './site.mjs';

const path = (lang, hash = '') => `${lang === 'zh' ? 'zh/' : ''}lab/shuffle/${hash}`;
const LONG = { patience: 180_000 };

const run = (page) => page.locator('.act-run').click();
const over = (page, state = /^(done|已完成)$/) =>
  page.locator('.prog .state').filter({ hasText: state }).waitFor({ timeout: 150_000 });
const progress = (page) => page.getByRole('progressbar').getAttribute('aria-valuenow').then(Number);
const program = (page, letter) => page.locator('.program select').nth(letter === 'A' ? 0 : 1);
const verdict = (page, side = 0) => page.locator('.pane').nth(side).locator('.verdict').first();

// The element's share as counted, the exact chance that stands beside it, and the standard errors between.
async function against(page, side = 0) {
  const words = await page.locator('.pane').nth(side).locator('.exact').innerText();
  const [counted, exact, off] = words.match(/\d+\.\d+/g).map(Number);
  return { counted, exact, off, words };
}

for (const lang of LANGUAGES) {
  test(`${lang}: ten million trials agree with the exact value that stands beside them`, () =>
    visit(path(lang, '#trials=10000000'), LONG, async (page) => {
      const before = await page.locator('.pane').first().locator('.exact').innerText();
      assert.match(before, /0\.224169576712/, 'the exact value is there before any trial');
      await run(page);
      await over(page);
      const { counted, exact, off, words } = await against(page);
      assert.equal(exact, 0.224169576712);
      const sigma = Math.sqrt((exact * (1 - exact)) / 1e7);
      assert.ok(Math.abs(counted - exact) < 4 * sigma + 1e-6, words);
      assert.ok(off < 4, words);
      assert.match(await verdict(page).innerText(), lang === 'zh' ? /^有偏。/ : /^Biased\. Staying put: 0\.224/);
      assert.match(await verdict(page, 1).innerText(), lang === 'zh' ? /^未发现偏差。/ : /^No bias found\./);
      assert.match(await page.locator('.board > [role=status]').innerText(), lang === 'zh' ? /^完成。A：有偏/ : /^Done\. A: Biased\./);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme });
        await assertAccessible(page, `${lang}, ${theme}, after a run`);
      }
    }));
}

test('a million trials are within 4 standard errors of 0.224169576712', () =>
  visit(path('en', '#trials=1000000'), LONG, async (page) => {
    await run(page);
    await over(page);
    const { counted, words } = await against(page);
    assert.ok(Math.abs(counted - 0.224169576712) < 4 * 0.000417, words);
  }));

test('a run of a billion is stopped, keeps what it has, and can be run again', (t) =>
  visit(path('en', '#trials=1000000000&n=52'), LONG, async (page) => {
    await run(page);
    await page.locator('.prog .rate').waitFor();
    // From the click to the word, in the page itself: Playwright's own way there and back is not the page's.
    const ms = await page.evaluate(async () => {
      const start = performance.now();
      document.querySelector('.act-run').click();
      while (!/stopped/.test(document.querySelector('.prog .state')?.textContent ?? '')) {
        await new Promise((frame) => requestAnimationFrame(frame));
      }
      return performance.now() - start;
    });
    t.diagnostic(`from the click on Stop to 'stopped': ${ms.toFixed(0)} ms (bar: 100)`);
    const kept = await page.locator('.prog .of').innerText();
    assert.doesNotMatch(kept, /^0 of/);
    assert.ok((await progress(page)) < 100);
    assert.match(await verdict(page).innerText(), /^Biased\./);
    // The worker's last word may come a moment after.
    await page.waitForTimeout(500);
    const words = (await against(page)).words;
    await page.waitForTimeout(1000);
    assert.equal((await against(page)).words, words, 'nothing is counted any more');
    await run(page);
    await page.locator('.prog .rate').waitFor();
    await run(page);
    await over(page, /stopped/);
  }));

// The longest task of the page's main thread in some seconds of a run: on the clock, and in the thread's own time, which other
// work on the machine does not stretch.
async function longestTask(page) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await run(page);
  await page.locator('.prog .rate').waitFor();
  await page.waitForTimeout(3000);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  await run(page);
  await over(page, /stopped/);
  const thread = ({ pid, tid }) => `${pid}/${tid}`;
  const mains = new Set(traceEvents.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map(thread));
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && mains.has(thread(event)));
  assert.ok(tasks.length > 100, `${tasks.length} tasks were traced`);
  const longest = (time) => Math.max(...tasks.map((task) => task[time] ?? 0)) / 1000;
  assert.ok(longest('tdur') > 0, 'the thread’s own time is traced');
  return { clock: longest('dur'), own: longest('tdur') };
}

for (const n of [7, 100]) {
  test(`while it counts and draws ${n} elements, no task of the page takes more than 50 ms`, (t) =>
    visit(path('en', `#n=${n}&trials=1000000000`), LONG, async (page) => {
      const { clock, own } = await longestTask(page);
      t.diagnostic(`n = ${n}: longest task ${own.toFixed(0)} ms of its own, ${clock.toFixed(0)} ms on the clock (bar: 50)`);
      assert.ok(own <= 50, `${own} ms`);
    }));
}

test('a wrong program gets the line, the column and the reason, and the cursor is led there', () =>
  visit(path('en', '#trials=20000'), LONG, async (page) => {
    await program(page, 'A').selectOption('program');
    const area = page.locator('.editor textarea');
    assert.match(await area.inputValue(), /swap\(a, i, j\);/, 'it begins with the shuffle that was chosen');
    await area.fill('for i in 0..k {\n    swap(a, i, rand(m));\n}\n');
    await area.press('Control+Enter');
    const error = page.locator('.program .error');
    await error.waitFor();
    assert.match(await error.innerText(), /^Line 2, column 21: there is no variable `m`/);
    await page.getByRole('button', { name: 'Line 2, column 21' }).click();
    assert.equal(await area.evaluate((area) => area.value.slice(area.selectionStart)), 'm));\n}\n');
    assert.equal(await area.getAttribute('aria-invalid'), 'true');
    await assertAccessible(page, 'a wrong program');
    // B is not harmed, and a mended program runs.
    await over(page);
    assert.match(await verdict(page, 1).innerText(), /^No bias found/);
    await area.fill('for i in 0..n {\n    swap(a, i, rand(i + 1));\n}\n');
    assert.equal(await error.count(), 0, 'the mistake is gone as soon as the program is another');
    await area.press('Control+Enter');
    await over(page);
    assert.match(await page.locator('.ruling').innerText(), /n = 4, k = 4: fair, each of the 24 orders has 1\/24[^]*verdict: fair$/);
    assert.match(await verdict(page).innerText(), /^No bias found/);
  }));

test('a wrong line is mended by a click, and the original and the mended text can both be had back', () =>
  visit(path('en', '#trials=20000'), LONG, async (page) => {
    const side = page.locator('.program').first();
    assert.match(await side.locator('.listing pre').innerText(), /^for s in 0\.\.k \{\n    let i = rand\(n\);/);
    assert.equal(await side.locator('.nos .hl').count(), 3);
    await side.getByRole('button', { name: 'Mend lines 1 to 3' }).click();
    const area = side.locator('textarea');
    assert.match(await area.inputValue(), /let i = s;\n    let j = rand\(s \+ 1\);/);
    await run(page);
    await over(page);
    assert.match(await side.locator('.ruling').innerText(), /verdict: fair$/);
    await side.getByRole('button', { name: 'Restore original' }).click();
    assert.match(await area.inputValue(), /let i = rand\(n\);/);
    assert.equal(await side.getByRole('button', { name: 'Mend lines 1 to 3' }).count(), 1);
    await side.getByRole('button', { name: 'Bring my text back' }).click();
    assert.match(await area.inputValue(), /let i = s;/);
    await program(page, 'A').selectOption('sattolo');
    await side.getByRole('button', { name: 'Mend line 2' }).click();
    assert.match(await area.inputValue(), /swap\(a, i, rand\(i \+ 1\)\)/);
    await side.getByRole('button', { name: 'Restore original' }).click();
    assert.match(await area.inputValue(), /rand\(i\)/, 'the original is the one that was chosen last');
  }));

test('an endless program is stopped, and so is one that loses an element', () =>
  visit(path('zh', '#trials=5000'), LONG, async (page) => {
    await program(page, 'A').selectOption('program');
    const area = page.locator('.editor textarea');
    const error = page.locator('.program .error');
    await area.fill('let x = 0;\nloop { x += 1; }\n');
    await run(page);
    await error.waitFor();
    assert.match(await error.innerText(), /^第 2 行第 \d+ 列：程序停不下来/);
    await area.fill('a[0] = a[1];');
    await run(page);
    await error.waitFor();
    assert.match(await error.innerText(), /结束时列表为 \[1, 1, 2, 3, 4, 5, 6\]：0 丢了，1 出现两次/);
  }));

test('settings go into the address and come out of it again', () =>
  visit(path('en'), LONG, async (page) => {
    assert.equal(new URL(page.url()).hash, '', 'an untouched page has an untouched address');
    await program(page, 'B').selectOption('sattolo');
    await page.locator('#n-number').fill('9');
    await page.locator('#seed-number').fill('123456789012');
    await page.locator('.choice select').selectOption('xoshiro128++');
    await program(page, 'A').selectOption('program');
    await page.locator('.editor textarea').fill('swap(a, 0, rand(n)); // 100 % & 中文\n');
    await page.waitForURL(/a=program:swap/);
    const hash = new URL(page.url()).hash;
    const words = await page.locator('.pane h2').allInnerTexts();
    await page.goto('about:blank');
    await page.goto(await address(path('zh', hash)));
    await page.locator('.editor textarea').waitFor();
    assert.equal(await page.locator('.editor textarea').inputValue(), 'swap(a, 0, rand(n)); // 100 % & 中文\n');
    assert.equal(await page.locator('#n-number').inputValue(), '9');
    assert.equal(await page.locator('#k-number').inputValue(), '9', 'k goes with n');
    assert.equal(await page.locator('#seed-number').inputValue(), '123456789012');
    assert.equal(await page.locator('.choice select').inputValue(), 'xoshiro128++');
    assert.deepEqual(words, ['A Your own program', 'B Sattolo']);
    // The other language has the same settings.
    await page.locator('.site-head a.switch').click();
    await page.waitForURL(/some\/sub\/path\/lab\/shuffle\/#a=program/);
    await page.locator('.editor textarea').waitFor();
  }));

test('an address that cannot be read gets exact messages and harms nothing', () =>
  visit(path('en', '#n=999&seed=-1&b=bogo&trials=50000&speed=9&dead=%E0'), LONG, async (page) => {
    const items = await page.locator('.misread li').allInnerTexts();
    assert.deepEqual(items.map((item) => item.split(':')[0]), ['n=999', 'seed=-1', 'b=bogo', 'speed=9', 'dead=%E0']);
    assert.match(items[0], /whole number from 2 to 100$/);
    assert.match(items[2], /one of two_random_n_swaps, .*sort_coin_comparator_v8_timsort/);
    await assertAccessible(page, 'a broken address');
    assert.equal(await page.locator('#trials-number').inputValue(), '50000', 'what can be read is set');
    await run(page);
    await over(page);
    await page.getByRole('button', { name: 'Put away' }).click();
    assert.equal(await page.locator('.misread').count(), 0);
    // Changed by hand while the page is open.
    await page.evaluate(() => { location.hash = '#n=3&k=2'; });
    await page.locator('.exact').first().getByText('0.407407407407').waitFor();
  }));

test('a number that is out of range is refused beside its field, and the old one stays', () =>
  visit(path('en'), {}, async (page) => {
    const field = page.locator('#n-number');
    await field.fill('1');
    assert.match(await page.getByRole('alert').innerText(), /whole number from 2 to 100. 7 is still set/);
    assert.equal(await page.locator('#n').inputValue(), '5', 'the slider stands where it stood');
    await assertAccessible(page, 'a number out of range');
    await field.fill('12');
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.locator('#n').focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await field.inputValue(), '11');
  }));

test('other settings show their exact values at once, and the last run can be had back', () =>
  visit(path('en', '#trials=30000'), LONG, async (page) => {
    await run(page);
    await over(page);
    const words = (await against(page)).words;
    await page.locator('#k-number').fill('1');
    // 1/7 + 6/7 * 5/7 = 37/49
    assert.match(await page.locator('.exact').first().innerText(), /exactly 0\.755102040816\.$/);
    await page.getByRole('button', { name: 'Back to the last run' }).click();
    assert.equal((await against(page)).words, words);
  }));

test('the seeds are tried, one is taken by key and run, another by click', () =>
  visit(path('en', '#trials=20000'), LONG, async (page) => {
    await run(page);
    await over(page);
    assert.match(await page.locator('.seeds').innerText(), /A is biased with all of 64 seeds\./);
    const strip = page.locator('.strip');
    assert.match(await strip.getAttribute('aria-valuetext'), /^seed 42, A: biased, B: /);
    await strip.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    assert.equal(await strip.getAttribute('aria-valuenow'), '11');
    assert.match(await strip.getAttribute('aria-valuetext'), /A: biased/, 'the verdicts stay');
    await page.keyboard.press('Enter');
    await over(page);
    const box = await strip.locator('svg').boundingBox();
    await page.mouse.click(box.x + 2, box.y + 6);
    await page.waitForFunction(() => document.querySelector('.strip').ariaValueNow === '0');
    await over(page);
  }));

test('the servers can be looked at another way without another run', () =>
  visit(path('en', '#trials=30000'), LONG, async (page) => {
    await run(page);
    await over(page);
    const words = (await against(page)).words;
    await page.locator('.asks select').selectOption('s0');
    await page.getByRole('heading', { name: /s0 is down, and each request takes the next/ }).waitFor();
    await page.locator('.asks input').uncheck();
    assert.match(await page.locator('.more .exact').innerText(), /requests that meet s0 fail: 22\.\d.%/);
    assert.equal((await against(page)).words, words);
  }));

test('every picture has a sentence and a table', () =>
  visit(path('en', '#trials=200000'), LONG, async (page) => {
    await run(page);
    await over(page);
    const pictures = page.locator('.picture');
    assert.equal(await pictures.count(), 10);
    for (const picture of await pictures.all()) {
      assert.ok((await picture.locator('.verdict').first().innerText()).length > 20);
      await picture.locator('summary').click();
      assert.ok((await picture.locator('table tbody tr').count()) > 0);
      assert.ok((await picture.locator('caption').innerText()).length > 10);
    }
    await assertAccessible(page, 'all tables open');
  }));

test('tables, pictures and the link can be taken along', () =>
  visit(path('en', '#trials=20000'), LONG, async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await run(page);
    await over(page);
    const save = async (kind) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: kind, exact: true }).click()]);
      return [download.suggestedFilename(), await readFile(await download.path())];
    };
    const [csv, table] = await save('CSV');
    assert.equal(csv, 'matrix-a.csv');
    assert.match(table.toString(), /^element,0,1,2,3,4,5,6\r\n0,0\.2/);
    await page.locator('.carry select').selectOption('servers');
    const [svg, drawing] = await save('SVG');
    assert.equal(svg, 'servers.svg');
    assert.match(drawing.toString(), /^<svg xmlns=[^]*<title>/);
    const [png, pixels] = await save('PNG');
    assert.equal(png, 'servers.png');
    assert.deepEqual([...pixels.subarray(1, 4)], [...Buffer.from('PNG')]);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Link copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /lab\/shuffle\/#a=two_random_n_swaps&b=fisher_yates&n=7&k=7&trials=20000&/);
  }));

for (const width of [320, 768]) {
  test(`at ${width} px everything fits, also while it runs and with a hundred elements`, () =>
    visit(path('en', '#trials=300000'), { ...LONG, width }, async (page) => {
      await assertFits(page, 'before');
      await run(page);
      await over(page);
      await assertFits(page, 'after a run');
      await program(page, 'A').selectOption('program');
      await assertFits(page, 'with a program');
      await page.locator('#n-number').fill('100');
      await drawn(page);
      await assertFits(page, 'with a hundred elements');
      await assertAccessible(page, `${width} px`);
    }));
}

test('without JavaScript the exact values are there, and nothing pretends to run', () =>
  visit(path('en'), { javascript: false }, async (page) => {
    assert.match(await page.locator('.exact').first().innerText(), /0\.224169576712/);
    assert.equal(await page.locator('.drawn svg').count() >= 8, true);
    assert.equal(await page.locator('.act-run').isVisible(), false);
    assert.equal(await page.locator('.settings .slider').first().isVisible(), false);
    assert.match(await page.locator('.settings').innerText(), /need JavaScript/);
  }));
