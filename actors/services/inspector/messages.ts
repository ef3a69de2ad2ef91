/**
 * What the inspector's page and its server say to each other. Types alone, so that the page imports
 * them, too.
 *
 * | request | answer |
 * |---|---|
 * | `GET /?token=T` | 303 to `/`, with the cookie that all the others need |
 * | `GET /`, `/assets/*` | the page and its files |
 * | `GET /api/stream` | Server-Sent Events, each with a {@link StreamMessage} as JSON in `data` |
 * | `POST /api/watch` | {@link WatchRequest}: what comes on the stream; {@link WatchAnswer} |
 * | `GET /api/connections?` | {@link ConnectionsQuery} as parameters; {@link ConnectionsPage} |
 * | `GET /api/tree` | {@link ComponentTree} |
 * | `GET /api/charts/ID` | {@link ChartAnswer}; never changes, so that browsers keep it |
 * | `GET /api/life?server=&id=` | {@link LifeAnswer}: the recorded life of a watched connection |
 * | `GET /api/script?server=&id=` | the same as a script for `xstate-net/testing`, as text |
 * | `GET /api/mermaid?server=&id=` | its messages as a sequence diagram of Mermaid, as text |
 * | `POST /api/action` | {@link ActionRequest}; {@link ActionAnswer}; 403 without `--inspect-control` |
 *
 * A refused request is answered with its status and a {@link Refusal}. All times are milliseconds since
 * the epoch by the clock of the server's machine, all spans milliseconds.
 */

export type * from './messages/life';
export type * from './messages/overview';
export type * from './messages/stream';
