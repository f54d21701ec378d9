// The harness itself: a check that can't fail checks nothing. Each test makes a sound page misbehave and expects the visit to
// fail for it.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible, assertFits, visit } from './site.mjs';

const misbehaviours = {
  'logs an error': [/console error: a word/, () => console.error('a word')],
  'logs a warning': [/console warning: a word/, () => console.warn('a word')],
  'throws': [/exception: .*a word/s, () => setTimeout(() => { throw new Error('a word'); })],
  'asks for what is not there': [/status 404/, () => fetch('no-such-file')],
  'asks another origin': [/foreign request|Content Security Policy/, () => fetch('http://127.0.0.1:9/').catch(() => {})],
  'sets a cookie': [/cookies/, () => { document.cookie = 'a=word'; }],
};

for (const [what, [pattern, misbehave]] of Object.entries(misbehaviours)) {
  test(`a page that ${what} is found out`, () =>
    assert.rejects(visit('', {}, async (page) => {
      await page.evaluate(misbehave);
      await page.waitForTimeout(200);
    }), pattern));
}

test('a picture without a word is found out by axe', () =>
  assert.rejects(visit('', {}, async (page) => {
    await page.evaluate(() => document.querySelector('main').append(document.createElement('img')));
    await assertAccessible(page, 'as it is');
  }), /image-alt/));

test('content wider than the window is found out', () =>
  assert.rejects(visit('', { width: 320 }, async (page) => {
    await page.evaluate(() => {
      const wide = document.createElement('pre');
      wide.textContent = 'wide '.repeat(100);
      document.querySelector('main').append(wide);
    });
    await assertFits(page, 'with a long line');
  }), /content is \d+ px wide in a window of 320 px/));
