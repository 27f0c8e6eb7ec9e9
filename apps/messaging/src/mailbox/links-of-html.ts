import { Parser } from 'htmlparser2';

/** The links of a mail, in order, with the text a reader sees. */
export function linksOfHtml(html: string): { text: string; url: string }[] {
  const links: { text: string; url: string }[] = [];
  let open: { text: string; url: string } | undefined;
  const parser = new Parser({
    onopentag(name, { href }) {
      if ((name === 'a' || name === 'area') && href !== undefined) open = { text: '', url: href };
    },
    ontext(text) {
      if (open) open.text += text;
    },
    onclosetag(name) {
      if (!open || (name !== 'a' && name !== 'area')) return;
      links.push({ url: open.url, text: open.text.replace(/\s+/gu, ' ').trim() });
      open = undefined;
    },
  });
  parser.end(html);
  return links;
}
