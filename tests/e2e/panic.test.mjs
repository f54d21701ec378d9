// When the app panics, the page says so, stays readable, and offers a reload and a report.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { LANGUAGES, address, assertAccessible, settled, THEMES, visit } from './site.mjs';

// A page whose data block is broken, as after a bad deployment: the app cannot start and panics.
async function broken(page, path) {
  await page.route(await address(path), async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(/(id="page">)\[/, '$1["broken",');
    await route.fulfill({ response, body: html });
  });
  await page.goto(await address(path));
  await page.locator('#failure').waitFor();
}

// A service worker would answer with the page that isn't broken.
const EXPECTED = {
  serviceWorkers: 'block',
  expected: [/data block `page`/, /unreachable/, /exception/, /RuntimeError/, /Service Worker registration blocked/],
};

for (const lang of LANGUAGES) {
  const path = lang === 'zh' ? 'zh/glossary/' : 'glossary/';
  test(`${lang}: the page says what happened and can be read all the same`, () =>
    visit('404.html', EXPECTED, async (page) => {
      await broken(page, path);
      const panel = page.getByRole('alertdialog');
      assert.match(await panel.innerText(), lang === 'zh' ? /错在我们/ : /mistake is ours/);
      assert.match(await panel.locator('pre').textContent(), /data block `page`/);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'failure', 'the focus is there');
      assert.ok(await page.locator('#seed').count() === 1, 'the page is still there');
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        await assertAccessible(page, `failure, ${lang}, ${colorScheme}`);
      }
    }));
}

test('kept work survives, and the report can be copied', () =>
  visit('404.html', EXPECTED, async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() => localStorage.setItem('lockstep.progress.shuffle', '{"done":true,"steps_done":9,"steps":9}'));
    await broken(page, 'glossary/');
    await page.getByRole('button', { name: 'Copy the report' }).click();
    await page.getByText('Copied').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /data block `page`[^]*version /);
    assert.match(await page.evaluate(() => localStorage.getItem('lockstep.progress.shuffle')), /"done":true/);
  }));

test('work that cannot be opened is set aside at the second failure, and can be brought back', () =>
  visit('404.html', EXPECTED, async (page) => {
    const path = 'lessons/shuffle/';
    const kept = (name) => page.evaluate((name) => localStorage.getItem(`lockstep.${name}.shuffle`), name);
    await page.evaluate(() => localStorage.setItem('lockstep.work.shuffle', '"mine"'));
    await broken(page, path);
    const afresh = page.getByRole('button', { name: 'Begin this lesson afresh' });
    assert.equal(await afresh.count(), 0, 'the first failure is met by a reload');
    await page.reload();
    await page.locator('#failure').waitFor();
    await page.unroute(await address(path));
    await afresh.click();
    await page.getByText('set aside').waitFor();
    assert.equal(await kept('aside'), '"mine"');
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.waitForFunction(() => localStorage.getItem('lockstep.aside.shuffle') === null);
  }));

test('reload brings a page that works', () =>
  visit('404.html', EXPECTED, async (page) => {
    await broken(page, 'glossary/');
    await page.unroute(await address('glossary/'));
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.locator('#failure').waitFor({ state: 'detached' });
    await settled(page);
    await page.keyboard.press('/');
    await page.getByRole('combobox').waitFor();
  }));
