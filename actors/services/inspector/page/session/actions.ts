import type { ActionAnswer, ActionRequest, ConnectionKey, ServerSummary } from '../../messages';
import { confirmed } from '../kit/confirm';
import { button, el, say } from '../kit/dom';
import { tell } from './requests';

interface Action {
  readonly name: string;
  readonly request: ActionRequest;
  readonly question: string;
  readonly what: string;
}

const where = ({ address, name }: ServerSummary) => address ?? name;

/** What can be done to a server. */
function serverActions(server: ServerSummary): Action[] {
  const key = server.server;
  const it = where(server);
  return [
    {
      name: 'suspend',
      request: { action: 'suspend', server: key },
      question: `Suspend ${it}?`,
      what: 'It closes its port until it is resumed. Connections that there are go on.',
    },
    {
      name: 'resume',
      request: { action: 'resume', server: key },
      question: `Resume ${it}?`,
      what: 'It takes connections again.',
    },
    {
      name: 'drain',
      request: { action: 'drain', server: key },
      question: `Drain ${it}?`,
      what: 'It takes no more connections, asks those that there are to finish, and ends. It cannot be taken back.',
    },
    {
      name: 'abort',
      request: { action: 'abort', server: key },
      question: `Abort ${it}?`,
      what: 'Every connection is reset at once, what is unsent is lost, and the server ends. It cannot be taken back.',
    },
  ];
}

function connectionAction(connection: ConnectionKey, peer: string): Action {
  return {
    name: 'abort',
    request: { action: 'abortConnection', connection },
    question: `Abort connection #${connection.id} of ${peer}?`,
    what: 'The peer sees a reset, and what is unsent is lost.',
  };
}

function actionButtons(actions: readonly Action[], label: string): HTMLElement {
  const said = el('span', { class: 'remark', role: 'status' });
  const perform = async ({ name, request, question, what }: Action): Promise<void> => {
    if (!(await confirmed(question, what, name))) return;
    try {
      const { done, reason } = await tell<ActionAnswer>('/api/action', request);
      say(said, done ? `${name}: done` : `${name}: ${reason ?? 'not done'}`);
    } catch (error) {
      say(said, `${name}: ${(error as Error).message}`);
    }
  };
  const buttons = actions.map((action) =>
    button({ class: action.name === 'abort' ? 'danger' : 'quiet' }, action.name, () => {
      void perform(action);
    }),
  );
  return el('div', { class: 'actions', role: 'group', 'aria-label': label }, ...buttons, said);
}

/** Buttons for a server, each of which asks once more. */
export const serverButtons = (server: ServerSummary): HTMLElement =>
  actionButtons(serverActions(server), `actions on ${where(server)}`);

/** The button for a connection, which asks once more. */
export const connectionButtons = (connection: ConnectionKey, peer: string): HTMLElement =>
  actionButtons([connectionAction(connection, peer)], `actions on #${connection.id}`);
