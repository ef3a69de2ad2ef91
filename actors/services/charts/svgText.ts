import type { Drawing, SvgElement } from './drawing';
import { SIZES } from './elkGraph';
import { FONTS } from './measure';

/** What XML would take for its own. */
const escaped = (said: string): string =>
  said
    .replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
    // XML has no way at all to say these.
    .replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, (letter) => (letter === '\n' ? letter : '�'));

function written({ tag, attributes, children, text }: SvgElement): string {
  const all = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
  if (text !== undefined) return `<${tag}${all}>${escaped(text)}</${tag}>`;
  if (children.length === 0) return `<${tag}${all}/>`;
  return `<${tag}${all}>${children.map(written).join('')}</${tag}>`;
}

/** The colours of the states from the outermost in, which are opaque so that words can be set off by them. */
const depths = (colours: readonly string[]): string =>
  colours
    .map(
      (colour, depth) =>
        `.depth${depth} { --ground: ${colour} }\n.depth${depth} > .box { fill: ${colour} }`,
    )
    .join('\n');

/** A picture beside text in the light and in the dark: it looks by itself which of them it is. */
const STYLE = `
.paper { fill: #ffffff }
text { font-family: ${FONTS}; font-size: ${SIZES.line}px; fill: #44505f; stroke: #ffffff; stroke-width: 3; stroke-linejoin: round; paint-order: stroke }
.name { font-size: ${SIZES.name}px; font-weight: bold; fill: #14213a }
.event { fill: #1d4f91 }
.state text { stroke: var(--ground) }
.label text { stroke-opacity: 0.85 }
.box { stroke: #8a97a8 }
${depths(['#f7f9fc', '#eef2f8', '#e4eaf3', '#dae2ee', '#d0dae9'])}
.atomic, .final { --ground: #ffffff }
.atomic > .box, .final > .box { fill: #ffffff }
.region > .box { stroke-dasharray: 5 4 }
.unreachable > .box { stroke-dasharray: 2 3 }
.inner { fill: none; stroke: #8a97a8 }
.wire { fill: none; stroke: #6b7888 }
.head, .initial { fill: #6b7888 }
@media (prefers-color-scheme: dark) {
.paper { fill: #0d1117 }
text { fill: #a9b6c6; stroke: #10161f }
.name { fill: #eef3f9 }
.event { fill: #8fc1ff }
.box { stroke: #5d6d80 }
${depths(['#10161f', '#151d28', '#1a2431', '#202c3b', '#263445'])}
.atomic, .final { --ground: #0d1117 }
.atomic > .box, .final > .box { fill: #0d1117 }
.inner { stroke: #5d6d80 }
.wire { stroke: #8796a8 }
.head, .initial { fill: #8796a8 }
}
`;

/** A drawing as the text of a file. */
export function svgText(drawing: Drawing, title: string): string {
  const { width, height, children } = drawing;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...children.map(written),
    '</svg>',
    '',
  ].join('\n');
}
