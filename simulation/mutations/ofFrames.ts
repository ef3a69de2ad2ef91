import type { Mutation } from './mutation';

const file = 'actors/handler/frames.ts';

/** Faults of what puts messages together between a CSA and its handler. */
export const frameMutations: readonly Mutation[] = [
  {
    name: 'handler hears messages while it rests',
    file,
    find: "if (this.inbox === 'paused' || this.sending === 'blocked') return false;",
    replace: "if (this.sending === 'blocked') return false;",
  },
  {
    name: 'messages that were held are forgotten',
    file,
    find: "if (this.stage === 'holding') this.goOnInAnotherTurn();\n        else this.adjustReading();",
    replace: 'this.adjustReading();',
  },
  {
    name: 'messages that came before are lost to those that come',
    file,
    find: 'this.isHolding ? [...this.items.slice(this.at), ...messages] : messages;',
    replace: 'messages;',
  },
  {
    name: 'end told in front of messages',
    file,
    find: 'if (!this.isHolding) {\n      this.home.tellHandler(event);',
    replace: 'if (!this.isHolding || event.type) {\n      this.home.tellHandler(event);',
  },
  {
    name: 'last words stay in the basket',
    file: 'actors/handler/handlers.ts',
    find: "this.silence(life);\n    relay(life.handler, life.csa, { type: 'control.producerFinished' });",
    replace:
      "life.phase = 'over';\n    relay(life.handler, life.csa, { type: 'control.producerFinished' });",
  },
  {
    name: 'what is no message is passed over',
    file,
    find: "this.home.tellCsa({ type: 'control.protocolError', error });",
    replace: '',
  },
];
