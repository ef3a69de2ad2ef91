import { button, el } from './dom';

/** Asks once more, and resolves to whether it shall be done. Escape and Enter on what has the focus: no. */
export function confirmed(question: string, what: string, verb: string): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = el('dialog', { 'aria-label': question });
    const close = (answer: boolean) => {
      resolve(answer);
      dialog.close();
      dialog.remove();
    };
    const no = button({ autofocus: true }, 'No, leave it', () => close(false));
    const yes = button({ class: 'danger' }, verb, () => close(true));
    dialog.append(
      el('h2', {}, question),
      el('p', {}, what),
      el('div', { class: 'tools' }, no, yes),
    );
    dialog.addEventListener('cancel', () => close(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
