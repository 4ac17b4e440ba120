import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** Whom something was done to: "आपको", "Dana को". */
const whom = ({ name, isYou }: Named) => (isYou ? 'आपको' : `${name} को`);
/** Who did it, in the ergative: the verb then agrees with the thing, not with whether a person is a man or a woman. */
const by = ({ name, isYou }: Named) => (isYou ? 'आपने' : `${name} ने`);

/** Hindi, polite. */
const words = ({ number, plural, form }: Counting<'hi'>): AllStrings => ({
  language: 'hi',
  comma: ', ',
  gap: ' ',

  openChat: 'चैट खोलें',
  openChatUnread: (n) => `चैट खोलें, ${n > 99 ? '99 से ज़्यादा' : number(n)} अपठित`,
  openChatWaiting: (n) =>
    plural(n, { one: 'चैट खोलें, # संदेश भेजे जाने की प्रतीक्षा में', other: 'चैट खोलें, # संदेश भेजे जाने की प्रतीक्षा में' }),
  loadFailed: 'चैट लोड नहीं हो सकी।',
  closeChat: 'चैट बंद करें',
  chat: 'चैट',
  tryAgain: 'फिर से कोशिश करें',

  nobodyHere: 'अभी यहाँ और कोई नहीं है',
  you: 'आप',
  someone: 'कोई',
  assistant: 'सहायक',
  roles: { user: 'ग्राहक', agent: 'टीम', admin: 'टीम', bot: 'बॉट', system: '' },

  messages: 'संदेश',
  today: 'आज',
  yesterday: 'कल',
  newMessages: (n) => plural(n, { one: '# नया संदेश', other: '# नए संदेश' }),
  loadingOlder: 'पुराने संदेश लोड हो रहे हैं…',
  jumpNew: (n) => plural(n, { one: '# नया', other: '# नए' }),
  jumpNewLabel: (n) => plural(n, { one: 'सबसे नए पर जाएँ, # नया', other: 'सबसे नए पर जाएँ, # नए' }),
  jump: 'सबसे नए',
  jumpLabel: 'सबसे नए पर जाएँ',

  joined: (name) => `${name} अब यहाँ हैं`,
  left: (name) => `${name} अब यहाँ नहीं हैं`,
  events: {
    participant_added: (actor, who, self) =>
      self ? `${by(who)} बातचीत में प्रवेश किया` : `${by(actor)} ${whom(who)} जोड़ा`,
    participant_removed: (actor, who, self) => (self ? `${by(who)} बातचीत छोड़ दी` : `${by(actor)} ${whom(who)} हटाया`),
    assigned: (actor, who, self) =>
      self ? `${by(who)} यह बातचीत सँभाल ली` : `${by(actor)} यह बातचीत ${whom(who)} सौंपी`,
    unassigned: (actor) => `${by(actor)} यह बातचीत वापस कर दी`,
    closed: (actor) => `${by(actor)} यह बातचीत बंद की`,
    reopened: (actor) => `${by(actor)} यह बातचीत फिर से खोली`,
    handed_over: (_actor, who, _self, bot) => `${by(who)} ${bot} से बातचीत सँभाल ली`,
  },

  waiting: 'भेजे जाने की प्रतीक्षा में',
  sending: 'भेजा जा रहा है…',
  sentAt: (time) => `भेजा गया ${time}`,
  readAt: (time) => (time ? `पढ़ा गया ${time}` : 'पढ़ा गया'),
  readBy: (names) => `${names} ने पढ़ा`,
  andMore: (n) => plural(n, { one: '# और', other: '# और' }),
  edited: '(संपादित)',
  deleted: 'संदेश हटाया गया',
  youDeleted: 'आपने यह संदेश हटाया',
  note: 'नोट, केवल आपकी टीम को दिखता है',
  notSent: (reason) => `नहीं भेजा गया। ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      one: 'आप बहुत तेज़ी से भेज रहे हैं। यह # सेकंड में जाएगा।',
      other: 'आप बहुत तेज़ी से भेज रहे हैं। यह # सेकंड में जाएगा।',
    }),
  reasons: {
    text_too_long: (limit) => plural(limit, { one: 'यह # वर्ण से लंबा है।', other: 'यह # वर्णों से लंबा है।' }),
    conversation_closed: 'यह बातचीत बंद है।',
    forbidden: 'आपको यहाँ लिखने की अनुमति नहीं है।',
    subject_not_allowed: 'आपको इस रिकॉर्ड के बारे में लिखने की अनुमति नहीं है।',
    not_found: 'यह बातचीत आपके लिए उपलब्ध नहीं है।',
    too_large: 'यह बहुत बड़ा है।',
  },
  reasonOther: 'चैट सेवा ने इसे अस्वीकार कर दिया।',
  edit: 'संपादित करें',
  discard: 'छोड़ें',
  messageTools: 'संदेश',
  copy: 'कॉपी करें',
  copied: 'कॉपी हुआ',
  copyFailed: 'इसे कॉपी नहीं किया जा सका।',
  copyMessage: 'संदेश कॉपी करें',
  code: 'कोड',
  table: 'तालिका',
  done: 'पूरा हुआ',
  toDo: 'बाकी',
  choices: 'विकल्प',
  chosen: 'चुना गया',
  choose: 'चुनें…',
  optional: 'वैकल्पिक',
  required: 'इसे भरें।',
  notANumber: 'यह संख्या नहीं है।',
  notADate: 'यह तारीख नहीं है।',
  sendAnswers: 'उत्तर भेजें',
  answeredBy: (name: string) => `${name} ने उत्तर दिया`,

  writing: (name) => `${name} का जवाब लिखा जा रहा है`,
  typing: (names, and) =>
    names.length > 2
      ? 'कई लोग लिख रहे हैं'
      : form(names.length, { one: `${and(names)} लिख रहे हैं`, other: `${and(names)} लिख रहे हैं` }),
  stop: 'रोकें',
  stopped: 'आपने रोका',
  cutOff: 'जवाब बीच में कट गया।',

  hello: (name) => `नमस्ते ${name}।`,
  whatCanWeDo: 'हम आपकी क्या मदद कर सकते हैं?',
  nothingYet: 'अभी तक कुछ नहीं लिखा गया है।',
  writeFirst: 'पहला संदेश लिखें।',
  here: (names, n) => form(n, { one: `${names} अभी यहाँ हैं।`, other: `${names} अभी यहाँ हैं।` }),
  botFirst: (bot) => `पहला जवाब ${bot} से मिलेगा।`,
  botOnly: (bot) => `${bot} से तुरंत जवाब मिलेगा।`,
  comeBack: 'हमें लिखें। जवाब आपको यहीं मिलेगा, चाहे आप बाद में लौटें।',
  startWith: 'यहाँ से शुरू करें',

  message: 'संदेश',
  write: 'संदेश लिखें',
  orWrite: 'या संदेश लिखें',
  send: 'भेजें',
  charactersLeft: (n) => plural(n, { one: '# वर्ण बाकी', other: '# वर्ण बाकी' }),
  charactersOver: (n) => plural(n, { one: '# वर्ण ज़्यादा', other: '# वर्ण ज़्यादा' }),
  storageFull: 'इस ब्राउज़र में और संदेशों के लिए जगह नहीं है। कुछ के भेजे जाने तक प्रतीक्षा करें।',
  sendFailed: 'इसे सहेजा नहीं जा सका। फिर से कोशिश करें।',
  sentHeard: 'भेजा गया',
  keptHeard: 'इस डिवाइस पर सहेजा गया, भेजे जाने की प्रतीक्षा में',
  says: (name, text) => `${name}: ${text}`,

  more: 'और',
  sound: 'ध्वनि',
  notifications: 'सूचनाएँ',
  notificationsBlocked: 'इस ब्राउज़र की सेटिंग में रोकी गई हैं',
  conversations: 'बातचीत सूची',
  backToList: 'बातचीत सूची पर वापस जाएँ',
  newConversation: 'नई बातचीत',
  searchConversations: 'बातचीत खोजें',
  aboutRecord: 'इस रिकॉर्ड के बारे में',
  others: 'अन्य बातचीत',
  draft: 'मसौदा:',
  noConversations: 'अभी कोई बातचीत नहीं है।',
  listFailed: 'बातचीत लोड नहीं हो सकी।',
  loadingList: 'बातचीत लोड हो रही है…',
  showMore: 'और दिखाएँ',
  nothingFound: (query) => `“${query}” के लिए कुछ नहीं मिला।`,
  found: (n) => plural(n, { one: '# मिली', other: '# मिलीं' }),
  unread: (n) => plural(n, { one: '# अपठित संदेश', other: '# अपठित संदेश' }),

  notices: {
    connecting: 'कनेक्ट हो रहा है…',
    reconnecting: 'फिर से कनेक्ट हो रहा है। आप लिखना जारी रख सकते हैं।',
    offlineLead: 'आप ऑफ़लाइन हैं।',
    offline: (waiting) =>
      waiting === 0
        ? 'लिखते रहें: आप जो भेजेंगे वह इस डिवाइस पर सहेजा जाएगा और कनेक्शन लौटने पर चला जाएगा।'
        : plural(waiting, {
            one: 'लिखते रहें: # संदेश इस डिवाइस पर सहेजा गया है और कनेक्शन लौटने पर चला जाएगा।',
            other: 'लिखते रहें: # संदेश इस डिवाइस पर सहेजे गए हैं और कनेक्शन लौटने पर चले जाएँगे।',
          }),
    backLead: 'आप फिर से ऑनलाइन हैं।',
    back: (at, of) => plural(of, { one: '# संदेश भेजा जा रहा है…', other: `# में से ${number(at)} संदेश भेजा जा रहा है…` }),
    allSent: 'सब भेज दिए गए।',
    polling: 'यह नेटवर्क लाइव कनेक्शन रोकता है। संदेश फिर भी पहुँचते हैं।',
    restarting: 'चैट सेवा फिर से शुरू हो रही है। आप जो भेजेंगे वह उसके लौटने तक यहीं रहेगा।',
    busy: 'चैट सेवा व्यस्त है। आप जो भेजेंगे वह यहीं प्रतीक्षा करेगा।',
    signedOut: 'आपका साइन-इन समाप्त हो गया है। जारी रखने के लिए फिर से साइन इन करें; आपका लिखा कुछ भी खोया नहीं है।',
    notFound: 'यह बातचीत आपके लिए उपलब्ध नहीं है।',
    outdated: 'यह पेज पुराना हो गया है। जारी रखने के लिए इसे फिर से लोड करें; आपके संदेश सुरक्षित हैं।',
    notDurable: 'यह ब्राउज़र संदेश सहेज नहीं सकता। उनके भेजे जाने तक इसी पेज पर रहें।',
    replaced: 'यह बातचीत फिर से लोड की गई।',
    closed: 'यह बातचीत बंद है।',
    loggedOut: 'आप इस डिवाइस पर साइन आउट हैं।',
    notSetUp: 'यह चैट अभी सेट अप नहीं है: इसे token, token-url या getToken चाहिए।',
    setUpWrong: 'यह चैट ठीक से सेट अप नहीं है।',
    dismiss: 'हटाएँ',
    startNew: 'नई शुरू करें',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('hi', locale));
