// What holds for every page of the site, whatever is on it.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { address, assertAccessible, assertFits, drawn, pages, THEMES, visit, WIDTHS } from './site.mjs';

const all = pages();

test('every page is there in both languages', () => {
  const chinese = all.filter((path) => path.startsWith('zh/')).map((path) => path.slice('zh/'.length));
  assert.notEqual(chinese.length, 0);
  assert.deepEqual(all.filter((path) => !path.startsWith('zh/')), chinese);
});

for (const path of all) {
  test(`${path || 'the first page'} is clean, accessible, linked, and of one width, in both themes and three sizes`, () =>
    visit(path, {}, async (page) => {
      await assertNamed(page, path);
      await assertLinked(page);
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await drawn(page);
          await assertFits(page, `${width} px`);
          await assertAccessible(page, `${colorScheme}, ${width} px`);
        }
      }
    }));

  test(`${path || 'the first page'} reads without JavaScript`, () =>
    visit(path, { javascript: false }, async (page) => {
      assert.notEqual((await page.locator('h1').innerText()).trim(), '');
    }));
}

// The language is said, there is a title, and one heading above all others.
async function assertNamed(page, path) {
  assert.equal(await page.locator('html').getAttribute('lang'), path.startsWith('zh/') ? 'zh-CN' : 'en');
  assert.notEqual(await page.title(), '');
  assert.equal(await page.locator('h1').count(), 1, 'number of h1');
}

// Every link leads to a page of the site without a detour, and every `#id` to an element of that page.
async function assertLinked(page) {
  const links = await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.href));
  for (const link of new Set(links)) {
    const [url, id] = link.split('#');
    const response = await page.request.get(url, { maxRedirects: 0 });
    assert.equal(response.status(), 200, link);
    // A hash with a dot carries work (`#v1.shuffle..`), it names no element.
    if (id && !id.includes('.') && url !== page.url().split('#')[0]) {
      assert.match(await response.text(), new RegExp(`id="${decodeURIComponent(id)}"`), link);
    }
  }
}

test('an unknown address shows the page that says so', () =>
  visit('no-such-page', { expected: [/404/] }, async (page) => {
    assert.equal(await page.locator('h1').count(), 1);
    assert.equal(page.url(), await address('no-such-page'));
  }));

for (const [path, shown] of [['lessons/no-such/deep/page', '404.html'], ['zh/no-such/page/', 'zh/404.html']]) {
  // The wrong address itself, and the looks for the root, get 404; what the page loads before it moves on fails too.
  const expected = [/404/, /MIME type/, /failed request/];

  test(`the page for unknown addresses finds the site's root from ${path}`, () =>
    visit(path, { expected }, async (page) => {
      await page.waitForURL(await address(shown));
      await assertLinked(page);
    }));
}
