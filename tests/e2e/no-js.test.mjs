// Without JavaScript every page reads whole, and offers nothing that would not work.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { LANGUAGES, THEMES, assertFits, pages, visit } from './site.mjs';

for (const path of pages()) {
  test(`${path || 'the first page'}: no button that does nothing`, () =>
    visit(path, { javascript: false }, async (page) => {
      const shown = await page.locator('.site-head button:visible, .act button:visible').count();
      assert.equal(shown, 0);
      await assertFits(page, path);
    }));
}

for (const lang of LANGUAGES) {
  test(`${lang}: the first picture stands there, with its sentence`, () =>
    visit(lang === 'zh' ? 'zh/' : '', { javascript: false }, async (page) => {
      assert.ok(await page.locator('.sheet svg').isVisible());
      assert.ok(await page.locator('.cloth .th').count() >= 49, 'seven threads in seven requests');
      assert.match(await page.locator('.twin-line').innerText(), /s\d/);
      assert.match(await page.locator('.cur').innerText(), /27/);
    }));
}

test('the theme follows the system', async () => {
  const grounds = [];
  for (const theme of THEMES) {
    await visit('', { javascript: false, theme }, async (page) => {
      grounds.push(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor).catch(() => theme));
    });
  }
  assert.equal(new Set(grounds).size, 2, grounds.join(' and '));
});
