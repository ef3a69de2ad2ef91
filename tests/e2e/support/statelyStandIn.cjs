/**
 * A stand-in for Stately's page, which tests cannot reach: it hears what the official receiver hears, makes a
 * machine of every definition, and is as particular as the hosted page, which fails on snapshots of actors
 * that were not registered.
 */
const { createBrowserReceiver } = require('@statelyai/inspect');
const { createMachine } = require('xstate');

const seen = { messages: 0, wrong: [], actors: {} };
globalThis.seen = seen;

const byId = new Map();

function register({ sessionId, parentId, name, definition, snapshot }) {
  if (parentId !== undefined && !byId.has(parentId)) seen.wrong.push(`${name} before its parent`);
  const machine = createMachine(JSON.parse(definition));
  byId.set(sessionId, { name, machine });
  become(sessionId, snapshot);
}

function become(sessionId, { value, status }) {
  const { name, machine } = byId.get(sessionId);
  if (value !== undefined) machine.resolveState({ value, context: {} });
  seen.actors[name] = { value, status };
}

createBrowserReceiver().subscribe((message) => {
  try {
    seen.messages += 1;
    const { type, sessionId, sourceId } = message;
    if (type === '@xstate.actor') register(message);
    else if (!byId.has(sessionId)) seen.wrong.push(`${type} of ${sessionId}, who is nobody`);
    else if (sourceId !== undefined && !byId.has(sourceId)) seen.wrong.push(`from ${sourceId}`);
    else if (type === '@xstate.snapshot') become(sessionId, message.snapshot);
  } catch (error) {
    seen.wrong.push(String(error));
  }
});

addEventListener('message', ({ data }) => {
  if (data?.type === '@statelyai.disconnected') seen.isOver = true;
});
