import type { TokenRole } from '@crm-chat/sdk/protocol';

export interface Persona {
  readonly sub: string;
  readonly name: string;
  readonly role: TokenRole;
  /** What the page calls them. */
  readonly label: string;
  readonly subjects?: readonly string[];
}

/** Who a demo page can be opened as, by the name in `?as=`. */
export const PERSONAS: Readonly<Record<string, Persona>> = {
  visitor: { sub: 'demo-tomas', name: 'Tomás Ferreira', role: 'user', label: 'customer', subjects: ['deal:*'] },
  dana: { sub: 'demo-dana', name: 'Dana Okafor', role: 'agent', label: 'agent' },
  lena: { sub: 'demo-lena', name: 'Lena Brandt', role: 'user', label: 'customer, accounting', subjects: ['deal:*'] },
};
