import { createHmac, timingSafeEqual } from 'node:crypto';

/** What hosts of repositories send to show that a webhook is theirs. */
export interface Signed {
  /** GitHub, Gitea, Forgejo: `sha256=` and a keyed digest of the body, in hexadecimal. */
  'x-hub-signature-256'?: string;
  /** GitLab: the secret itself. */
  'x-gitlab-token'?: string;
}

/** Whether the body, as it was sent, was signed with the secret. */
export function isSigned(secret: string, body: string, headers: Signed): boolean {
  const { 'x-hub-signature-256': signature, 'x-gitlab-token': token } = headers;
  if (signature !== undefined)
    return same(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  return token !== undefined && same(token, secret);
}

/** In a time that says nothing of where they differ. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compared').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
