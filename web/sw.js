// The service worker: after one visit the whole site works without a network.
//
// `VERSION` and `FILES` are written above by the build. One cache per version: it is filled whole before the version
// may take over, so that a page never meets the files of two versions. A new version waits until the reader asks for it
// (the page is told by a message, and answers with one) or until no page of the site is open.

// Caches belong to the origin, which may carry other sites: ours have the scope in their names.
const PREFIX = `lockstep ${self.registration.scope} `;
const CACHE = PREFIX + VERSION;
const address = (file) => new URL(file, self.registration.scope).href;

self.addEventListener('install', (event) => event.waitUntil(install()));

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(address).map((url) => fill(cache, url)));
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) {
    page.postMessage({ type: 'lockstep-update', version: VERSION });
  }
}

// A name with a hash has the same content in every version: it is taken over instead of fetched again.
async function fill(cache, url) {
  const kept = url.startsWith(address('./assets/')) ? await caches.match(url) : undefined;
  const response = kept ?? (await fetch(url, { cache: 'no-cache' }));
  // Some hosts answer with 404 when 404.html itself is asked for.
  if (!response.ok && !url.endsWith('/404.html')) throw new Error(`${url}: ${response.status}`);
  await cache.put(url, response);
}

self.addEventListener('activate', (event) => event.waitUntil(activate()));

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('message', (event) => {
  if (event.data?.type === 'lockstep-activate') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith(answer(request));
});

// What the version holds comes from its cache, whatever the network says; all else is left to the network, and a page
// that cannot be reached is the site's own 'not found'.
async function answer(request) {
  const cache = await caches.open(CACHE);
  const url = new URL(request.url);
  const plain = url.origin + url.pathname;
  const kept = await cache.match(plain);
  if (kept) return kept;
  if (request.mode === 'navigate' && (await cache.match(plain + '/'))) {
    return Response.redirect(plain + '/' + url.search, 301);
  }
  try {
    return await fetch(request);
  } catch (error) {
    // Under its own address, since its links are relative.
    const missing = address(request.url.startsWith(address('./zh/')) ? './zh/404.html' : './404.html');
    if (request.mode === 'navigate' && (await cache.match(missing))) return Response.redirect(missing, 302);
    throw error;
  }
}
