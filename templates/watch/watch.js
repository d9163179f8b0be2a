// In the watched page only: follows what the server tells, puts the new report in place of the old one where the reader
// stands, and shows messages over it. Nothing of this is in a written report.
(() => {
  'use strict';
  let page = document.currentScript.dataset.page;
  let source = null;
  let asked = 0;
  let panel = '';
  let host = null;
  let note = null;
  let late = 0;

  // The reader's place is where the window stands, also while fonts are still to come: no scroll anchoring.
  document.documentElement.style.overflowAnchor = 'none';

  function boxed(html, role) {
    const box = document.createElement('div');
    if (role) box.setAttribute('role', role);
    box.attachShadow({ mode: 'open' }).innerHTML = html;
    document.body.append(box);
    return box;
  }

  function showPanel(html) {
    if (html === panel) return;
    panel = html;
    if (host) host.remove();
    host = null;
    if (!html) return;
    host = boxed(html);
    host.id = 'watch-panel';
    host.shadowRoot.querySelector('.close').addEventListener('click', () => { host.remove(); host = null; });
  }

  function showEnd(ended) {
    clearTimeout(late);
    if (!ended && note) { note.remove(); note = null; }
    if (!ended || note) return;
    note = boxed('<style>p { position: fixed; right: 1rem; bottom: 1rem; margin: 0; padding: .3rem .8rem; z-index: 9; '
      + 'font: 14px/1.4 system-ui, sans-serif; color: #fff; background: #3b4654; border-radius: .3rem; }</style>'
      + '<p>Not watching any more</p>', 'status');
    note.id = 'watch-end';
  }

  // The new page in the same document: the window keeps its place, and tables theirs.
  function put(text) {
    const next = new DOMParser().parseFromString(text, 'text/html');
    const name = next.querySelector('script[data-page]').dataset.page;
    if (name === page) return;
    page = name;
    const aside = [...document.querySelectorAll('.scroll')].map((box) => box.scrollLeft);
    document.documentElement.lang = next.documentElement.lang;
    document.title = next.title;
    const styles = (root) => [...root.head.querySelectorAll('style')].map((style) => style.textContent).join();
    if (styles(document) !== styles(next)) document.head.replaceWith(document.adoptNode(next.head));
    const keep = [host, note].filter(Boolean);
    document.body.replaceWith(document.adoptNode(next.body));
    document.body.append(...keep);
    document.querySelectorAll('.scroll').forEach((box, at) => { box.scrollLeft = aside[at] || 0; });
  }

  async function renew(wanted) {
    const mine = ++asked;
    if (wanted === page) return;
    const answer = await fetch('/', { cache: 'no-store' });
    const text = await answer.text();
    if (answer.ok && mine === asked) put(text);
  }

  async function follow(state) {
    showEnd(false);
    try { await renew(state.page); } catch { return; }
    showPanel(state.panel);
    document.documentElement.dataset.watched = String(state.turn);
  }

  function open() {
    source = new EventSource('/events');
    source.addEventListener('state', (event) => follow(JSON.parse(event.data)));
    source.addEventListener('end', () => showEnd(true));
    source.addEventListener('error', () => {
      clearTimeout(late);
      late = setTimeout(showEnd, 1500, true);
      if (source.readyState === EventSource.CLOSED) setTimeout(reopen, 2000);
    });
  }

  function reopen() {
    if (document.hidden || (source && source.readyState !== EventSource.CLOSED)) return;
    open();
  }

  // A browser gives one server six connections: pages that nobody looks at give theirs back.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source.close(); else reopen();
  });
  window.addEventListener('pagehide', () => source && source.close());
  window.addEventListener('pageshow', (event) => { if (event.persisted) reopen(); });
  open();
})();
