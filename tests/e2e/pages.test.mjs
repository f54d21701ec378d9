// What holds for every page of the site, whatever is on it.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { address, assertAccessible, assertFits, pages, settled, THEMES, visit, WIDTHS } from './site.mjs';

const all = pages();

test('there are pages in both languages', () => {
  const chinese = all.filter((path) => path.startsWith('zh/'));
  assert.ok(chinese.length > 0, 'no page below zh/');
  assert.deepEqual(all.filter((path) => !path.startsWith('zh/')), chinese.map((path) => path.slice('zh/'.length)));
});

for (const path of all) {
  const name = path || 'the first page';

  test(`${name}: axe finds nothing and nothing overflows, in both themes and at every width`, () =>
    visit(path, {}, async (page) => {
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await settled(page);
          await assertFits(page, `${name}, ${width} px`);
          await assertAccessible(page, `${name}, ${colorScheme}, ${width} px`);
        }
      }
    }));

  test(`${name}: says its language, has a title and a heading, and links that lead somewhere`, () =>
    visit(path, {}, async (page) => {
      assert.equal(await page.locator('html').getAttribute('lang'), path.startsWith('zh/') ? 'zh-CN' : 'en');
      assert.notEqual(await page.title(), '');
      assert.equal(await page.locator('h1').count(), 1, 'one h1');
      const links = await page.locator('a[href], link[rel=alternate]').evaluateAll((links) => links.map((link) => link.href));
      for (const link of new Set(links.map((link) => link.split('#')[0]))) {
        const response = await page.request.get(link, { maxRedirects: 0 });
        assert.equal(response.status(), 200, `${link} of ${name}`);
      }
    }));

  test(`${name}: reads without JavaScript`, () =>
    visit(path, { javascript: false }, async (page) => {
      assert.notEqual((await page.locator('h1').innerText()).trim(), '');
    }));
}

test('an unknown address shows the page that says so', () =>
  visit('no-such-page', { expected: [/404/] }, async (page) => {
    assert.equal(await page.locator('h1').count(), 1);
    assert.equal(page.url(), await address('no-such-page'));
  }));
