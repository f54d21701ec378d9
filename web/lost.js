// In 404.html alone. A host shows it under whatever address was asked for, where its relative links lead nowhere: look for
// the site's root among the folders above, by its manifest, and show the page from there.
(async () => {
  const folders = location.pathname.split('/').slice(0, -1);
  for (let depth = folders.length; depth > 0; depth -= 1) {
    const root = `${folders.slice(0, depth).join('/')}/`;
    if (!(await fetch(`${root}manifest.webmanifest`)).ok) continue;
    const here = location.pathname.slice(root.length);
    // In the root itself the links are right as they are.
    if (here.includes('/')) location.replace(root + (here.startsWith('zh/') ? 'zh/404.html' : '404.html'));
    return;
  }
})();
