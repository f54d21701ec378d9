// Offline: the second visit works whole without a network, and a newer version is offered and taken over cleanly.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, pages, serve, settled, visit } from './site.mjs';

const controlled = (page) => page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  }
});

test('every page of both languages opens without a network, and search works', async () => {
  const server = await serve();
  await visit('', { url: server.url }, async (page) => {
    await controlled(page);
    assert.equal(await page.locator('.notice').count(), 0, 'the first visit is offered nothing');
    await server.stop();
    await page.context().setOffline(true);
    for (const path of pages()) {
      await page.goto(new URL(path, server.url).href);
      await settled(page);
      assert.equal(await page.locator('h1').count(), 1, path);
    }
    await page.goto(server.url);
    await settled(page);
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('seed');
    await page.getByRole('option').first().waitFor();
  });
});

test('without a network, an address without its last slash leads on, and an unknown one says so', async () => {
  const server = await serve();
  await visit('', { url: server.url, expected: [/no-such-page/] }, async (page) => {
    await controlled(page);
    await server.stop();
    await page.goto(new URL('glossary', server.url).href);
    assert.equal(page.url(), new URL('glossary/', server.url).href);
    await settled(page);
    const missing = await page.goto(new URL('no-such-page', server.url).href);
    assert.ok(missing.fromServiceWorker());
    assert.match(await missing.text(), /<h1/);
  });
});

test('a newer version is offered, and a reload brings it whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'));
  cpSync(DIST, folder, { recursive: true });
  const server = await serve(folder);
  try {
    await visit('', { url: server.url }, async (page) => {
      await controlled(page);
      const home = join(folder, 'index.html');
      writeFileSync(home, readFileSync(home, 'utf8').replace(/<title>.*<.title>/, '<title>The next</title>'));
      const worker = join(folder, 'sw.js');
      writeFileSync(worker, readFileSync(worker, 'utf8').replace(/VERSION = '[^']*'/, "VERSION = 'the-next'"));
      await page.reload();
      await settled(page);
      assert.notEqual(await page.title(), 'The next', 'the old version until the reader agrees');
      await page.getByText('A newer version is here').waitFor();
      await Promise.all([
        page.waitForEvent('load'),
        page.locator('.notice').getByRole('button', { name: 'Reload' }).click(),
      ]);
      assert.equal(await page.title(), 'The next');
      const kept = await page.evaluate(() => caches.keys());
      assert.equal(kept.length, 1, `the old cache is gone: ${kept}`);
      assert.match(kept[0], /the-next/);
      await settled(page);
      assert.equal(await page.locator('.notice').count(), 0);
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});
