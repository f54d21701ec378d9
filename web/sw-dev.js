// While editing: removes the service worker and the caches that a released site left in this browser.

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) {
    if (name.startsWith(`lockstep ${self.registration.scope} `)) await caches.delete(name);
  }
  await self.registration.unregister();
}
