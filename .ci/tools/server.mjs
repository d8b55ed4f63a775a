// A static host for a built site, as Netlify would serve it: _headers, _redirects,
// folders as their index.html, 404.html with status 404, gzip. Answers on 127.0.0.1
// only. A site built with --base-url http://127.0.0.1:PORT/ is served on that port,
// so that its canonical addresses are its own; any other on a free port.
// usage: node server.mjs SITE_DIR [PORT]
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const mediaTypes = {
  '.html': 'text/html; charset=UTF-8', '.css': 'text/css; charset=UTF-8', '.js': 'application/javascript; charset=UTF-8',
  '.json': 'application/json', '.xml': 'application/xml', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=UTF-8',
  '.csv': 'text/csv; charset=UTF-8', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif',
  '.woff2': 'font/woff2', '.ico': 'image/x-icon', '.webmanifest': 'application/manifest+json',
};
const squeezed = /^(text\/|application\/(javascript|json|xml|manifest)|image\/svg)/;

// A rule's path: * is the rest, :name is one step.
function pattern(path) {
  const source = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '(?<splat>.*)').replace(/:([a-z]\w*)/gi, '(?<$1>[^/]+)');
  return new RegExp('^' + source + '$');
}

function linesOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() && !line.trim().startsWith('#')) : [];
}

// _headers: a path at the margin, its headers indented below it.
function readHeaders(file) {
  const rules = [];
  for (const line of linesOf(file)) {
    if (!/^\s/.test(line)) { rules.push({ path: pattern(line.trim()), headers: [] }); continue; }
    const [, name, value] = line.match(/^\s+([^:\s]+):\s*(.*)$/) ?? [];
    if (!name || rules.length === 0) throw new Error(`${file}: «${line}» is not a header below a path`);
    rules.at(-1).headers.push([name.toLowerCase(), value.trim()]);
  }
  return rules;
}

// _redirects: from, to, and a status with ! if it also hides a file.
function readRedirects(file) {
  return linesOf(file).map((line) => {
    const [from, to, status = '301'] = line.trim().split(/\s+/);
    if (!to || !/^\d{3}!?$/.test(status)) throw new Error(`${file}: «${line}» is not a redirect`);
    return { from: pattern(from), to, status: parseInt(status, 10), forced: status.endsWith('!') };
  });
}

export async function serve(dir, port) {
  const root = resolve(dir);
  if (!existsSync(join(root, 'index.html'))) throw new Error(`${root} has no index.html: not a built site`);
  const headers = readHeaders(join(root, '_headers'));
  const redirects = readRedirects(join(root, '_redirects'));
  const home = readFileSync(join(root, 'index.html'), 'utf8');
  port ??= Number(home.match(/<link rel="?canonical"? href="?http:\/\/127\.0\.0\.1:(\d+)\//)?.[1] ?? 0);

  const fileAt = (path) => {
    const file = join(root, path);
    if (file !== root && !file.startsWith(root + sep)) return null;
    if (/\/(_headers|_redirects)$|\/\./.test(path) && !path.startsWith('/.well-known/')) return null;
    return existsSync(file) && statSync(file).isFile() ? file : null;
  };
  const answer = (request, path) => {
    for (const rule of redirects) {
      const match = path.match(rule.from);
      if (!match || (!rule.forced && (fileAt(path) || fileAt(path + 'index.html')))) continue;
      const to = rule.to.replace(/:([a-z]\w*)/gi, (whole, name) => match.groups?.[name] ?? whole);
      if (rule.status >= 300 && rule.status < 400) return { status: rule.status, location: to };
      const file = fileAt(to) ?? fileAt(to + 'index.html');
      if (file) return { status: rule.status, file };
    }
    const file = fileAt(path.endsWith('/') ? path + 'index.html' : path) ?? fileAt(path + '.html');
    if (file) return { status: 200, file };
    if (fileAt(path + '/index.html')) return { status: 301, location: path + '/' };
    return { status: 404, file: fileAt('/404.html') };
  };

  const server = createServer((request, response) => {
    let path;
    try { path = decodeURIComponent(new URL(request.url, 'http://127.0.0.1').pathname); } catch { response.writeHead(400).end(); return; }
    const { status, file, location } = answer(request, path);
    const sent = { 'cache-control': 'public,max-age=0,must-revalidate' };
    const given = {};
    for (const rule of headers) {
      if (rule.path.test(path)) for (const [name, value] of rule.headers) given[name] = given[name] ? `${given[name]},${value}` : value;
    }
    Object.assign(sent, given);
    if (location) { response.writeHead(status, { ...sent, location }).end(); return; }
    let body = file ? readFileSync(file) : Buffer.from('Not found\n');
    sent['content-type'] ??= mediaTypes[file ? extname(file) : '.txt'] ?? 'application/octet-stream';
    if (squeezed.test(sent['content-type'])) {
      sent.vary = 'Accept-Encoding';
      if (/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) { body = gzipSync(body); sent['content-encoding'] = 'gzip'; }
    }
    sent['content-length'] = body.length;
    response.writeHead(status, sent).end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise((ready, failed) => { server.once('error', failed).listen(port, '127.0.0.1', ready); });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [dir, port] = process.argv.slice(2);
  if (!dir) { console.error('usage: node server.mjs SITE_DIR [PORT]'); process.exit(2); }
  console.log((await serve(dir, port === undefined ? undefined : Number(port))).origin);
}
