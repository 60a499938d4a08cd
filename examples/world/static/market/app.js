// The feed and the item page are drawn here; the documents are empty shells.
(function () {
  "use strict";
  var app = document.getElementById("app"), api = window.__CFG.api;

  function el(tag, cls, text) {
    var node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function link(cls, href, text) {
    var node = el("a", cls, text);
    node.href = href;
    return node;
  }

  function get(path) {
    return fetch(api + path, { headers: { "X-Requested-With": "fetch" } }).then(function (answer) {
      return answer.json().then(function (body) { body.status = answer.status; return body; });
    });
  }

  function feed() {
    var list = el("div", "k7grid"), mark = el("div", "k7mark"), next = 0, busy = false;
    app.replaceChildren(list, mark);

    function near() { return mark.getBoundingClientRect().top < window.innerHeight + 50; }

    function more() {
      if (busy || next === null || !near()) return;
      busy = true;
      get("/feed?cursor=" + next).then(function (body) {
        body.items.forEach(function (item) {
          var card = el("article", "k7card"), a = link("k7link", item.href);
          a.append(el("h3", "", item.title), el("span", "k7price", item.price), el("small", "k7sub", item.city + " · " + item.ago));
          card.append(a);
          list.append(card);
        });
        list.append(el("aside", "k7promo", "Advertisement"));
        next = body.next;
        busy = false;
        if (next === null) mark.replaceWith(el("p", "k7end", "That is all for now."));
      });
    }
    window.addEventListener("scroll", more, { passive: true });
    more();
  }

  function item(key) {
    get("/items/" + key).then(function (body) {
      if (!body.ok) {
        app.replaceChildren(el("div", "k7gone", body.err === "gone" ? "This item is no longer available." : "We could not find this item."));
        return;
      }
      var it = body.item, desc = el("div", "k7desc"), seller = el("div", "k7by");
      it.desc.split("\n").forEach(function (line) { desc.append(el("p", "", line)); });
      seller.append(link("k7seller", "#s/" + it.seller.n, it.seller.n), el("small", "", " member since " + it.seller.since));
      app.replaceChildren(el("h1", "k7title", it.title), el("span", "k7price", it.price), desc, seller,
        el("span", "k7loc", it.city), el("span", "k7cat", it.cat), el("span", "k7when", "Listed " + it.listed));
      if (it.hasPhone) {
        var button = el("button", "k7show", "Show phone");
        button.addEventListener("click", function () {
          get("/items/" + key + "/contact").then(function (answer) { button.replaceWith(el("span", "k7phone", answer.p.join(""))); });
        });
        app.append(button);
      }
    });
  }

  var found = location.pathname.match(/^\/item\/([^/]+)$/);
  if (found) item(found[1]); else feed();
})();
