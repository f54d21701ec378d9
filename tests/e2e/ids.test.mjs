// The id bench: borders that are dragged, moved by key and typed, and buttons that act. Each leaves a line in the log.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { LANGUAGES, assertAccessible, visit } from './site.mjs';

const LESSON = { en: 'lessons/snowflake/', zh: 'zh/lessons/snowflake/' };
const CLOCKS = { en: 'lessons/clocks/', zh: 'zh/lessons/clocks/' };

const ribbon = (page) => page.locator('.stage .ribbon');
const border = (page, which) => ribbon(page).locator('.handle').nth(which);
const at = async (page, which) => Number(await border(page, which).getAttribute('aria-valuenow'));
const stands = (page, which, bit) =>
  page.waitForFunction(([which, bit]) => document.querySelectorAll('.stage .ribbon .handle')[which].getAttribute('aria-valuenow') === String(bit), [which, bit]);

for (const language of LANGUAGES) {
  test(`a border moves by key, and the move can be undone, ${language}`, () =>
    visit(LESSON[language], {}, async (page) => {
      assert.equal(await at(page, 0), 42);
      await border(page, 0).focus();
      await page.keyboard.press('ArrowRight');
      await stands(page, 0, 43);
      await page.keyboard.press('ArrowLeft');
      await stands(page, 0, 42);
      await page.keyboard.press('ArrowLeft');
      await stands(page, 0, 42);
      await page.keyboard.press('ArrowRight');
      await stands(page, 0, 43);
      assert.equal(await page.locator('.stage .tabs [role=tab]').count(), 2, 'the first move has forked, the others follow it');
      await page.locator('.weave[role=slider]').press('Control+z');
      await stands(page, 0, 42);
      await assertAccessible(page);
    }));
}

test('a border is dragged, and shows what it would be before it is let go', () =>
  visit(LESSON.en, {}, async (page) => {
    const svg = await ribbon(page).locator('svg').boundingBox();
    const cell = (9.6 * svg.width) / 640;
    const knob = await border(page, 1).locator('.knob').boundingBox();
    const [x, y] = [knob.x + knob.width / 2, knob.y + knob.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 3 * cell, y, { steps: 4 });
    await stands(page, 1, 49);
    assert.equal(await page.locator('.stage .tabs [role=tab]').count(), 1, 'nothing is done yet');
    await page.mouse.up();
    await page.locator('.stage .tabs [role=tab]').nth(1).waitFor();
    await stands(page, 1, 49);
    assert.match(await page.locator('.stage .budget').innerText(), /128 nodes/);
  }));

test('bits are typed; too many are refused and change nothing', () =>
  visit(LESSON.en, {}, async (page) => {
    const node = page.locator('.stage .budget input').first();
    await node.fill('11');
    await node.press('Enter');
    await page.locator('.stage .ribbon-refused').waitFor();
    assert.equal(await at(page, 0), 42);
    assert.equal(await node.inputValue(), '10');
    const step = page.locator('.stage .budget input').nth(1);
    await step.fill('10');
    await step.press('Enter');
    await stands(page, 1, 54);
    await node.fill('11');
    await node.press('Enter');
    await stands(page, 0, 43);
    assert.match(await page.locator('.stage .budget').innerText(), /139\.4 years/);
  }));

test('processes act by buttons, and a chosen policy follows a step back', () =>
  visit(CLOCKS.en, {}, async (page) => {
    const policy = page.locator('.stage .acts select').first();
    assert.equal(await policy.inputValue(), 'policy bwmarrin');
    await policy.selectOption('policy wait');
    await page.waitForFunction(() => document.querySelectorAll('.stage .made').length === 0);
    await page.locator('.stage .acts button', { hasText: 'Start a' }).click();
    for (const words of ['Make an id', 'Clock −1 ms', 'Make an id']) await page.locator('.stage .acts button', { hasText: words }).click();
    await page.locator('.stage .waits').waitFor();
    assert.match(await page.locator('.stage .waits').innerText(), /its clock shows 999, and must show 1000/);
    await page.locator('.weave[role=slider]').press('Home');
    await page.locator('.weave[role=slider]').press('ArrowRight');
    await page.locator('.stage .acts select').first().waitFor();
    assert.equal(await page.locator('.stage .acts select').first().inputValue(), 'policy bwmarrin');
  }));
