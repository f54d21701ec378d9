// The browser: Debian's Chromium (or the one that CHROMIUM names), with the flags that it needs in a container.

import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
  '--disable-default-apps'];

// `more` are further flags.
export function launch(more = []) {
  return chromium.launch({ executablePath: path(), args: [...FLAGS, ...more] });
}

function path() {
  return process.env.CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
}
