/** A REST client as small as the demo needs: it throws what the server says, so that no step fails silently. */
export interface Client {
  get: <Answer>(path: string) => Promise<Answer>;
  /** The answer as it was sent, where it is no JSON. */
  text: (path: string) => Promise<string>;
  post: <Answer>(path: string, body?: object) => Promise<Answer>;
  put: <Answer>(path: string, body: object) => Promise<Answer>;
  patch: <Answer>(path: string, body: object) => Promise<Answer>;
  remove: (path: string) => Promise<void>;
}

export function createClient(api: string): Client {
  const fetchText = async (method: string, path: string, body?: object): Promise<string> => {
    const headers = body && { 'content-type': 'application/json' };
    const response = await fetch(`${api}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text;
  };
  const send = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const text = await fetchText(method, path, body);
    return JSON.parse(text === '' ? 'null' : text);
  };
  return {
    get: (path) => send('GET', path),
    text: (path) => fetchText('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    patch: (path, body) => send('PATCH', path, body),
    remove: (path) => send('DELETE', path),
  };
}
