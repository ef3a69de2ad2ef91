import { button, say } from './dom';

/** A text as a file of the one who looks. */
export function saveAs(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A button that copies a text, and says that it did. */
export function copyButton(label: string, text: () => string | Promise<string>): HTMLButtonElement {
  const copy = async (): Promise<string> => {
    const copied = await text();
    await navigator.clipboard.writeText(copied);
    return 'copied ✓';
  };
  const made = button({ class: 'quiet' }, label, () => {
    copy().then(flash, ({ message }: Error) => flash(`not copied: ${message}`));
  });
  const flash = (said: string) => {
    say(made, said);
    setTimeout(() => say(made, label), 1500);
  };
  return made;
}
