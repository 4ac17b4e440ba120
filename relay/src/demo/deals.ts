/** A made-up record, as a CRM would show it. */
export interface Deal {
  readonly id: string;
  readonly title: string;
  readonly company: string;
  readonly amount: string;
  readonly closes: string;
  readonly stage: number;
  readonly fields: readonly (readonly [label: string, value: string])[];
  readonly contact: { readonly name: string; readonly title: string; readonly mail: string; readonly phone: string };
  readonly activity: readonly { readonly what: string; readonly detail: string; readonly when: string }[];
}

export const STAGES = ['Qualified', 'Meeting', 'Offer sent', 'Negotiation', 'Closing'];

const northgate: Deal = {
  id: '42',
  title: 'Northgate renewal',
  company: 'Northgate Logistics',
  amount: '€48,200',
  closes: '15 December',
  stage: 3,
  fields: [
    ['Owner', 'Dana Okafor'],
    ['Amount', '€48,200.00'],
    ['Term', '36 months'],
    ['Probability', '70 %'],
    ['Source', 'Existing customer'],
    ['Next step', 'Draft with both addresses'],
  ],
  contact: {
    name: 'Tomás Ferreira',
    title: 'Head of operations',
    mail: 'tomas@northgate.example',
    phone: '+44 20 7946 0142',
  },
  activity: [
    { what: 'Offer opened', detail: 'Renewal 2027.pdf, third time', when: 'Yesterday, 21:40' },
    { what: 'Call, 24 minutes', detail: 'Rates agreed, wants a fixed price for fuel', when: 'Thursday, 15:20' },
    { what: 'Offer sent', detail: '€48,200 over 36 months', when: 'Thursday, 11:02' },
    { what: 'Meeting', detail: 'Visit to the Leeds depot with Priya', when: '12 November' },
    { what: 'Stage changed', detail: 'Qualified to Meeting', when: '11 November' },
  ],
};

const harbour: Deal = {
  id: '57',
  title: 'Harbour pilot',
  company: 'Calder & Sons Shipping',
  amount: '€12,900',
  closes: '30 January',
  stage: 1,
  fields: [
    ['Owner', 'Dana Okafor'],
    ['Amount', '€12,900.00'],
    ['Term', '6 months'],
    ['Probability', '40 %'],
    ['Source', 'Trade fair'],
    ['Next step', 'Meeting at the harbour office'],
  ],
  contact: { name: 'Ines Calder', title: 'Managing director', mail: 'ines@calder.example', phone: '+44 151 496 0188' },
  activity: [
    { what: 'Meeting arranged', detail: 'Harbour office, with both partners', when: 'Monday, 10:15' },
    { what: 'Mail', detail: 'Asks for references from other ports', when: '17 November' },
    { what: 'Deal created', detail: 'From the fair in Hamburg', when: '9 November' },
  ],
};

const ellery: Deal = {
  id: '61',
  title: 'Ellery onboarding',
  company: 'Ellery Clinics',
  amount: '€86,000',
  closes: '1 December',
  stage: 4,
  fields: [
    ['Owner', 'Dana Okafor'],
    ['Amount', '€86,000.00'],
    ['Term', '24 months'],
    ['Probability', '90 %'],
    ['Source', 'Recommendation'],
    ['Next step', 'Signature by both boards'],
  ],
  contact: { name: 'Ruth Ellery', title: 'Finance', mail: 'ruth@ellery.example', phone: '+44 117 496 0107' },
  activity: [
    { what: 'Contract sent', detail: 'Second draft, with the data annex', when: 'Today, 08:55' },
    { what: 'Call, 41 minutes', detail: 'Legal has no further questions', when: 'Wednesday, 16:30' },
    { what: 'Offer accepted', detail: 'By mail, signature to follow', when: '13 November' },
  ],
};

export const DEALS: readonly Deal[] = [northgate, harbour, ellery];

/** A deal by its id. Another id is a copy of the first with a conversation of its own. */
export function dealOf(id: string): Deal {
  return DEALS.find((deal) => deal.id === id) ?? { ...northgate, id };
}
