/** Which names this server answers to. */
export interface Addresses {
  /** The port that it really listens on. */
  port: number;
  /** Names beside loopback, with or without a port; without one, any port is meant. */
  allowedHosts: readonly string[];
}

/** What a request says about where it was sent and where it comes from, each header as often as it came. */
export interface Claims {
  hosts: readonly string[];
  origins: readonly string[];
}

/** Whether a request may be answered. */
export type GuardVerdict =
  | { ok: true }
  | { ok: false; code: 'host_refused' | 'origin_refused'; message: string };

/**
 * Host must be loopback with our port, or allowed; Origin, if sent, must equal it. So a page of
 * another site cannot reach this server through the browser of someone who can, by a name that
 * it has pointed here or by a plain request.
 */
export function judgeAddress({ hosts, origins }: Claims, addresses: Addresses): GuardVerdict {
  const [host, ...furtherHosts] = hosts;
  if (host === undefined) return hostRefused('There is no Host header.');
  if (furtherHosts.length > 0) return hostRefused('There is more than one Host header.');
  const authority = parseAuthority(host);
  const schemes = authority === null ? [] : schemesOf(authority, addresses);
  if (authority === null || schemes.length === 0) {
    return hostRefused(
      `The host ${quoted(host)} is not this server's. Use http://127.0.0.1:${addresses.port}, or name it in ALLOWED_HOSTS.`,
    );
  }
  const [origin, ...furtherOrigins] = origins;
  if (origin === undefined) return { ok: true };
  if (furtherOrigins.length > 0) return originRefused('There is more than one Origin header.');
  const isOurs = schemes.some((scheme) => isOrigin(origin, scheme, authority));
  return isOurs
    ? { ok: true }
    : originRefused(`The origin ${quoted(origin)} is not the host ${quoted(host)}.`);
}

type Scheme = 'http' | 'https';

interface Authority {
  name: string;
  port: number | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const DEFAULT_PORTS: Record<Scheme, number> = { http: 80, https: 443 };
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)(?::(\d{1,5}))?$/;

function parseAuthority(text: string): Authority | null {
  const match = AUTHORITY.exec(text.toLowerCase());
  if (match === null) return null;
  const [, name = '', port] = match;
  return { name, port: port === undefined ? null : Number(port) };
}

/** The schemes under which a browser may know this host; none when it is not ours. */
function schemesOf(host: Authority, { port, allowedHosts }: Addresses): Scheme[] {
  const isAllowed = allowedHosts.some((entry) => {
    const allowed = parseAuthority(entry);
    return allowed?.name === host.name && (allowed.port === null || allowed.port === host.port);
  });
  // A proxy before this server may speak https.
  if (isAllowed) return ['http', 'https'];
  const isLoopback = LOOPBACK.includes(host.name) && (host.port ?? DEFAULT_PORTS.http) === port;
  return isLoopback ? ['http'] : [];
}

function isOrigin(origin: string, scheme: Scheme, host: Authority): boolean {
  const prefix = `${scheme}://`;
  if (!origin.toLowerCase().startsWith(prefix)) return false;
  const authority = parseAuthority(origin.slice(prefix.length));
  return (
    authority?.name === host.name &&
    (authority.port ?? DEFAULT_PORTS[scheme]) === (host.port ?? DEFAULT_PORTS[scheme])
  );
}

function hostRefused(message: string): GuardVerdict {
  return { ok: false, code: 'host_refused', message };
}

function originRefused(message: string): GuardVerdict {
  return { ok: false, code: 'origin_refused', message };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
