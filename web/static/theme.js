// Before the first paint: the theme the reader chose (kept by the switch in the head), and a mark that scripts run.
document.documentElement.dataset.script = '';
try {
  const theme = JSON.parse(localStorage.getItem('lockstep.theme'));
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, or not our value: the system's theme holds.
}
