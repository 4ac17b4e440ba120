import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** Names in a sentence are addressed; the reader is left out where Japanese leaves them out. */
const san = ({ name, isYou }: Named) => (isYou ? 'あなた' : `${name} さん`);

/** Japanese, polite. */
const words = ({ number, plural }: Counting<'ja'>): AllStrings => ({
  language: 'ja',
  comma: '、',
  gap: '',

  openChat: 'チャットを開く',
  openChatUnread: (n) => `チャットを開く、未読 ${n > 99 ? '99 件以上' : `${number(n)} 件`}`,
  openChatWaiting: (n) => plural(n, { other: 'チャットを開く、送信待ち # 件' }),
  loadFailed: 'チャットを読み込めませんでした。',
  closeChat: 'チャットを閉じる',
  chat: 'チャット',
  tryAgain: '再試行',

  nobodyHere: '現在、ほかに誰もいません',
  you: 'あなた',
  someone: '参加者',
  assistant: 'アシスタント',
  roles: { user: 'お客様', agent: '担当者', admin: '担当者', bot: 'ボット', system: '' },

  messages: 'メッセージ',
  today: '今日',
  yesterday: '昨日',
  newMessages: (n) => plural(n, { other: '新着メッセージ # 件' }),
  loadingOlder: '以前のメッセージを読み込んでいます…',
  jumpNew: (n) => plural(n, { other: '新着 # 件' }),
  jumpNewLabel: (n) => plural(n, { other: '最新のメッセージへ移動、新着 # 件' }),
  jump: '最新へ',
  jumpLabel: '最新のメッセージへ移動',

  joined: (name) => `${name} さんが参加しました`,
  left: (name) => `${name} さんが退出しました`,
  events: {
    participant_added: (actor, who, self) =>
      self ? `${san(who)}が参加しました` : `${san(actor)}が${san(who)}を追加しました`,
    participant_removed: (actor, who, self) =>
      self ? `${san(who)}が退出しました` : `${san(actor)}が${san(who)}を外しました`,
    assigned: (actor, who, self) =>
      self ? `${san(who)}がこの会話の担当になりました` : `${san(actor)}が${san(who)}をこの会話の担当にしました`,
    unassigned: (actor) => `${san(actor)}がこの会話の担当を外れました`,
    closed: (actor) => `${san(actor)}がこの会話を終了しました`,
    reopened: (actor) => `${san(actor)}がこの会話を再開しました`,
    handed_over: (_actor, who, _self, bot) => `${san(who)}が${bot}から引き継ぎました`,
  },

  waiting: '送信待ち',
  sending: '送信中…',
  sentAt: (time) => `送信済み ${time}`,
  readAt: (time) => (time ? `既読 ${time}` : '既読'),
  readBy: (names) => `既読：${names}`,
  andMore: (n) => plural(n, { other: 'ほか # 人' }),
  edited: '（編集済み）',
  deleted: 'メッセージは削除されました',
  youDeleted: 'このメッセージを削除しました',
  note: 'メモ（チームのメンバーだけに表示）',
  notSent: (reason) => `送信できませんでした。${reason}`,
  soon: (seconds) => plural(seconds, { other: '送信の間隔が短すぎます。# 秒後に送信されます。' }),
  reasons: {
    text_too_long: (limit) => plural(limit, { other: '# 文字を超えています。' }),
    conversation_closed: 'この会話は終了しています。',
    forbidden: 'ここに書き込む権限がありません。',
    subject_not_allowed: 'このレコードについて書き込む権限がありません。',
    not_found: 'この会話は表示できません。',
    too_large: 'サイズが大きすぎます。',
  },
  reasonOther: 'チャットサービスに拒否されました。',
  edit: '編集',
  discard: '破棄',

  writing: (name) => `${name}が入力しています`,
  typing: (names, and) => (names.length > 2 ? '複数の人が入力しています' : `${and(names)} さんが入力しています`),
  stop: '停止',
  stopped: '停止しました',
  cutOff: '回答が途中で途切れました。',

  hello: (name) => `${name} さん、こんにちは。`,
  whatCanWeDo: 'どのようなご用件でしょうか？',
  nothingYet: 'まだメッセージはありません。',
  writeFirst: '最初のメッセージを書いてください。',
  here: (names) => `現在 ${names} さんがいます。`,
  botFirst: (bot) => `まず${bot}がお答えします。`,
  botOnly: (bot) => `${bot}がすぐにお答えします。`,
  comeBack: 'メッセージをお送りください。後から戻っても、ここで返信をご覧いただけます。',
  startWith: 'よくあるご質問',

  message: 'メッセージ',
  write: 'メッセージを入力',
  orWrite: 'またはメッセージを入力',
  send: '送信',
  charactersLeft: (n) => plural(n, { other: '残り # 文字' }),
  charactersOver: (n) => plural(n, { other: '# 文字超過' }),
  storageFull: 'このブラウザーにはこれ以上メッセージを保存できません。送信が済むまでお待ちください。',
  sendFailed: '保存できませんでした。もう一度お試しください。',
  sentHeard: '送信しました',
  keptHeard: 'この端末に保存しました。送信を待っています',
  says: (name, text) => `${name}：${text}`,

  more: 'その他',
  sound: 'サウンド',
  notifications: '通知',
  notificationsBlocked: 'ブラウザーの設定でブロックされています',
  conversations: '会話一覧',
  backToList: '会話一覧に戻る',
  newConversation: '新しい会話',
  searchConversations: '会話を検索',
  aboutRecord: 'このレコードについて',
  others: 'ほかの会話',
  draft: '下書き：',
  noConversations: '会話はまだありません。',
  listFailed: '会話一覧を読み込めませんでした。',
  loadingList: '会話一覧を読み込んでいます…',
  showMore: 'さらに表示',
  nothingFound: (query) => `「${query}」に一致する会話はありません。`,
  found: (n) => plural(n, { other: '# 件見つかりました' }),
  unread: (n) => plural(n, { other: '未読 # 件' }),

  notices: {
    connecting: '接続しています…',
    reconnecting: '再接続しています。入力は続けられます。',
    offlineLead: 'オフラインです。',
    offline: (waiting) =>
      waiting === 0
        ? 'このまま入力できます。送信した内容はこの端末に保存され、オンラインに戻ると送信されます。'
        : plural(waiting, {
            other: 'このまま入力できます。# 件のメッセージがこの端末に保存されており、オンラインに戻ると送信されます。',
          }),
    backLead: 'オンラインに戻りました。',
    back: (at, of) => plural(of, { other: `# 件中 ${number(at)} 件目を送信しています…` }),
    allSent: 'すべて送信しました。',
    polling: 'このネットワークではリアルタイム接続が遮断されています。メッセージは届きます。',
    restarting: 'チャットサービスを再起動しています。送信した内容は、復旧するまでここで待機します。',
    busy: 'チャットサービスが混み合っています。送信した内容はここで待機します。',
    signedOut:
      'サインインの有効期限が切れました。続けるにはもう一度サインインしてください。書いた内容は失われていません。',
    notFound: 'この会話は表示できません。',
    outdated: 'このページは古くなっています。再読み込みしてください。メッセージは保存されています。',
    notDurable: 'このブラウザーではメッセージを保存できません。送信が済むまでこのページを離れないでください。',
    replaced: 'この会話を読み込み直しました。',
    closed: 'この会話は終了しています。',
    loggedOut: 'この端末ではサインアウトしています。',
    notSetUp: 'このチャットはまだ設定されていません。token、token-url、getToken のいずれかが必要です。',
    setUpWrong: 'このチャットの設定に誤りがあります。',
    dismiss: '閉じる',
    startNew: '新しく始める',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('ja', locale));
