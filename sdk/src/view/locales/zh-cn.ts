import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** A space between Chinese and a name in another script; "您" takes none. */
const by = ({ name, isYou }: Named) => (isYou ? '您' : `${name} `);
const whom = ({ name, isYou }: Named) => (isYou ? '您' : ` ${name}`);

/** Simplified Chinese, polite. */
const words = ({ number, plural }: Counting<'zh-CN'>): AllStrings => ({
  language: 'zh-CN',
  comma: '，',
  gap: '',

  openChat: '打开聊天',
  openChatUnread: (n) => `打开聊天，${n > 99 ? '超过 99' : number(n)} 条未读`,
  openChatWaiting: (n) => plural(n, { other: '打开聊天，# 条消息等待发送' }),
  loadFailed: '无法加载聊天。',
  closeChat: '关闭聊天',
  chat: '聊天',
  tryAgain: '重试',

  nobodyHere: '目前没有其他人在线',
  you: '您',
  someone: '某人',
  assistant: '助手',
  roles: { user: '客户', agent: '客服', admin: '客服', bot: '机器人', system: '' },

  messages: '消息',
  today: '今天',
  yesterday: '昨天',
  newMessages: (n) => plural(n, { other: '# 条新消息' }),
  loadingOlder: '正在加载更早的消息…',
  jumpNew: (n) => plural(n, { other: '# 条新消息' }),
  jumpNewLabel: (n) => plural(n, { other: '跳到最新消息，# 条新消息' }),
  jump: '最新',
  jumpLabel: '跳到最新消息',

  joined: (name) => `${name} 已加入`,
  left: (name) => `${name} 已离开`,
  events: {
    participant_added: (actor, who, self) => (self ? `${by(who)}加入了对话` : `${by(actor)}添加了${whom(who)}`),
    participant_removed: (actor, who, self) => (self ? `${by(who)}离开了对话` : `${by(actor)}移除了${whom(who)}`),
    assigned: (actor, who, self) => (self ? `${by(who)}接手了此对话` : `${by(actor)}将此对话分配给了${whom(who)}`),
    unassigned: (actor) => `${by(actor)}交回了此对话`,
    closed: (actor) => `${by(actor)}关闭了此对话`,
    reopened: (actor) => `${by(actor)}重新打开了此对话`,
    handed_over: (_actor, who, _self, bot) => `${by(who)}接替了 ${bot}`,
  },

  waiting: '等待发送',
  sending: '正在发送…',
  sentAt: (time) => `已发送 ${time}`,
  readAt: (time) => (time ? `已读 ${time}` : '已读'),
  readBy: (names) => `${names}已读`,
  andMore: (n) => plural(n, { other: '另外 # 人' }),
  edited: '（已编辑）',
  deleted: '消息已删除',
  youDeleted: '您删除了这条消息',
  note: '备注，仅您的团队可见',
  notSent: (reason) => `未发送。${reason}`,
  soon: (seconds) => plural(seconds, { other: '您发送得太快了，将在 # 秒后发出。' }),
  reasons: {
    text_too_long: (limit) => plural(limit, { other: '超过了 # 个字符。' }),
    conversation_closed: '此对话已关闭。',
    forbidden: '您无权在此发言。',
    subject_not_allowed: '您无权就此记录发言。',
    not_found: '您无法查看此对话。',
    too_large: '内容太大。',
  },
  reasonOther: '聊天服务拒绝了这条消息。',
  edit: '编辑',
  discard: '放弃',

  writing: (name) => `${name}正在输入`,
  typing: (names, and) => (names.length > 2 ? '多人正在输入' : `${and(names)}正在输入`),
  stop: '停止',
  stopped: '您已停止回答',
  cutOff: '回答中断了。',

  hello: (name) => `${name}，您好。`,
  whatCanWeDo: '有什么可以帮您？',
  nothingYet: '还没有消息。',
  writeFirst: '请写下第一条消息。',
  here: (names) => `${names}目前在线。`,
  botFirst: (bot) => `${bot}会先回答您。`,
  botOnly: (bot) => `${bot}会立即回答您。`,
  comeBack: '请给我们留言。您可以随时回到这里查看答复。',
  startWith: '您可以这样开始',

  message: '消息',
  write: '输入消息',
  orWrite: '或输入消息',
  send: '发送',
  charactersLeft: (n) => plural(n, { other: '还可输入 # 个字符' }),
  charactersOver: (n) => plural(n, { other: '超出 # 个字符' }),
  storageFull: '此浏览器已无法存储更多消息。请等部分消息发送后再试。',
  sendFailed: '无法保存，请重试。',
  sentHeard: '已发送',
  keptHeard: '已保存在此设备上，等待发送',
  says: (name, text) => `${name}：${text}`,

  notices: {
    connecting: '正在连接…',
    reconnecting: '正在重新连接。您可以继续输入。',
    offlineLead: '您已离线。',
    offline: (waiting) =>
      waiting === 0
        ? '您可以继续输入：发送的内容会保存在此设备上，恢复联网后自动发出。'
        : plural(waiting, { other: '您可以继续输入：# 条消息已保存在此设备上，恢复联网后自动发出。' }),
    backLead: '已恢复联网。',
    back: (at, of) => plural(of, { other: `正在发送第 ${number(at)} 条，共 # 条…` }),
    allSent: '已全部发送。',
    polling: '当前网络阻止了实时连接。消息仍会送达。',
    restarting: '聊天服务正在重启。您发送的内容会在此等待，直到服务恢复。',
    busy: '聊天服务繁忙。您发送的内容会在此等待。',
    signedOut: '您的登录已过期。请重新登录以继续；您写的内容都不会丢失。',
    notFound: '您无法查看此对话。',
    outdated: '此页面已过期。请重新加载以继续；您的消息已保留。',
    notDurable: '此浏览器无法保存消息。请停留在此页面，直到消息发送完毕。',
    replaced: '此对话已重新加载。',
    closed: '此对话已关闭。',
    loggedOut: '您已在此设备上退出登录。',
    notSetUp: '此聊天尚未设置：需要 token、token-url 或 getToken。',
    setUpWrong: '此聊天设置有误。',
    dismiss: '忽略',
    startNew: '开始新对话',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('zh-CN', locale));
