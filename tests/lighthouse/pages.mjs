// Lighthouse, as a phone: accessibility, best practices and SEO are to be 100 on every kind of page. How fast it finds a page is
// printed, for a machine's mood is no fault of the site. `node --test pages.mjs`.

import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import lighthouse from 'lighthouse';
import { launch } from '../e2e/browser.mjs';
import { serve } from '../e2e/site.mjs';

const PAGES = ['', 'zh/', 'lab/shuffle/', 'glossary/', 'lessons/shuffle/', 'lessons/mvcc/', 'lessons/elections/', 'lessons/postings/'];
const HELD = ['accessibility', 'best-practices', 'seo'];
// What the performance is made of.
const TIMES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];

// A port that nobody listens on.
function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

const server = await serve();
const port = await freePort();
const browser = await launch([`--remote-debugging-port=${port}`]);
after(async () => {
  await browser.close();
  await server.stop();
});

// The audits of a category that failed, each with the places where: `color-contrast: .. (main > p)`.
function failed({ audits, categories }, category) {
  const counted = categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1);
  return counted.map(({ id }) => {
    const { title, details } = audits[id];
    const places = (details?.items ?? []).map((item) => item.node?.selector ?? item.source?.url ?? item.url ?? JSON.stringify(item));
    return `${id}: ${title}${places.map((place) => `\n    ${place}`).join('')}`;
  });
}

for (const path of PAGES) {
  test(`${path || 'home'}: nothing to mend`, { timeout: 180_000 }, async (t) => {
    const options = { port, logLevel: 'error', output: 'json', onlyCategories: ['performance', ...HELD] };
    const { lhr } = await lighthouse(new URL(path, server.url).href, options);
    assert.equal(lhr.runtimeError, undefined, lhr.runtimeError?.message);
    const times = TIMES.map((id) => `${lhr.audits[id].title.toLowerCase()} ${lhr.audits[id].displayValue}`);
    t.diagnostic(`${path || 'home'}: performance ${score(lhr, 'performance')} (bar 95): ${times.join(', ')}`);
    for (const category of HELD) {
      assert.equal(score(lhr, category), 100, `${category}\n  ${failed(lhr, category).join('\n  ')}`);
    }
  });
}

const score = (lhr, category) => Math.round(lhr.categories[category].score * 100);
