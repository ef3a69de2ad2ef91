import { button, say } from './dom';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const KEY = 'xstate-net theme';

const SIGNS: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };

function stored(): Theme {
  const found = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === found) ?? 'auto';
}

/** Light, dark, or as the system has it. */
export function themeButton(): HTMLButtonElement {
  let theme = stored();
  const made = button({ class: 'quiet' }, '', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
    localStorage.setItem(KEY, theme);
    show();
  });
  const show = () => {
    document.documentElement.style.colorScheme = theme === 'auto' ? 'light dark' : theme;
    say(made, SIGNS[theme]);
    made.title = `colours: ${theme}`;
    made.setAttribute('aria-label', made.title);
  };
  show();
  return made;
}
