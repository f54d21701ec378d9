// After one visit the whole site works without a network, and a new version comes in whole, when the reader asks for it.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, pages, serve, settled, visit } from './site.mjs';

// The service worker is in charge of the page.
const inCharge = (page) => page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((resume) => navigator.serviceWorker.addEventListener('controllerchange', resume, { once: true }));
});

test('after one visit every page works with the host gone', async () => {
  const server = await serve();
  let stopped = false;
  try {
    const expected = [/no-such-page/];
    await visit('', { url: server.url, expected }, async (page) => {
      await inCharge(page);
      await server.stop();
      stopped = true;
      for (const path of pages()) {
        const response = await page.goto(new URL(path, server.url).href);
        assert.equal(response.status(), 200, path);
        assert.ok(response.fromServiceWorker(), path);
        await settled(page);
      }
      const missing = await page.goto(new URL('no-such-page', server.url).href);
      assert.match(await missing.text(), /<h1/, 'an unknown address has the page that says so');
      const slashless = await page.goto(new URL('glossary', server.url).href);
      assert.equal(slashless.status(), 200, 'an address without its last slash');
      assert.equal(page.url(), new URL('glossary/', server.url).href);
    });
  } finally {
    if (!stopped) await server.stop();
  }
});

test('a new version waits, is offered, and replaces the old one whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'));
  cpSync(DIST, folder, { recursive: true });
  const server = await serve(folder);
  try {
    await visit('', { url: server.url }, async (page) => {
      await inCharge(page);
      publish(folder);
      await page.reload();
      assert.equal(await page.title(), old, 'the old version stays until the reader agrees');
      const reload = page.getByRole('button', { name: 'Reload' });
      await reload.waitFor();
      await Promise.all([page.waitForEvent('load'), reload.click()]);
      await settled(page);
      assert.equal(await page.title(), 'A new version');
      const caches = await page.evaluate(() => window.caches.keys());
      assert.equal(caches.length, 1, `caches: ${caches}`);
      assert.match(caches[0], /new-version$/);
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});

const old = readFileSync(join(DIST, 'index.html'), 'utf8').match(/<title>(.*)<\/title>/)[1];

// Changes one page, and the version with it, as a build does.
function publish(folder) {
  const edit = (name, pattern, text) => {
    const file = join(folder, name);
    const before = readFileSync(file, 'utf8');
    assert.match(before, pattern);
    writeFileSync(file, before.replace(pattern, text));
  };
  edit('index.html', /<title>.*<\/title>/, '<title>A new version</title>');
  edit('sw.js', /const VERSION = '.*';/, "const VERSION = 'new-version';");
}
