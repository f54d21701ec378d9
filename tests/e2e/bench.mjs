// `node bench.mjs <url> <rows.json> <area..>`: lets the bench program measure in Chromium, for `cargo xtask bench --wasm`.

import { writeFileSync } from 'node:fs';
import { launch } from './browser.mjs';

const [url, file, ...areas] = process.argv.slice(2);
const browser = await launch();
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.error(message.text()));
  await page.goto(url);
  const rows = [];
  for (const area of areas) {
    console.log(`${area}: measuring in ${browser.version()}`);
    rows.push(...JSON.parse(await page.evaluate(async (area) => {
      const program = await import('./bench.js');
      await program.default({ module_or_path: './bench.wasm' });
      return program.rows(area);
    }, area)));
  }
  writeFileSync(file, JSON.stringify(rows));
} finally {
  await browser.close();
}
