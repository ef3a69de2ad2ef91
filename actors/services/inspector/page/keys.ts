import { linkTo } from './kit/routes';

/** What keys do besides what the browser has them do. */
export class Keys {
  constructor(acts: { readonly search: () => void }) {
    document.addEventListener('keydown', (event) => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      const isTyping = target instanceof HTMLElement && target.matches('input, select, textarea');
      if (isTyping || ctrlKey || metaKey || altKey) return;
      if (key === '/') {
        event.preventDefault();
        acts.search();
      } else if (key === '1') location.hash = linkTo.connections;
      else if (key === '2') location.hash = linkTo.components;
      else if (key === '3') location.hash = linkTo.stately;
    });
  }
}
