// In 404.html alone. A host shows it under whatever address was asked for, where its relative links lead nowhere: look for
// the site's root among the folders above, by its service worker, and show the page from there.
(async () => {
  const folders = location.pathname.split('/').slice(0, -1);
  for (let depth = folders.length; depth > 0; depth -= 1) {
    const root = `${folders.slice(0, depth).join('/')}/`;
    if (!(await fetch(`${root}sw.js`)).ok) continue;
    const here = location.pathname.slice(root.length);
    const page = here.startsWith('zh/') ? 'zh/404.html' : '404.html';
    if (here.includes('/') && here !== page) location.replace(root + page);
    return;
  }
})();
