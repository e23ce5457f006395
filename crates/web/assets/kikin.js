// Comfort only: every page works without this.
"use strict";

// The summary of what is wrong is read first.
document.getElementById("error-summary")?.focus();

// A second press while the first is on its way sends nothing: the server would see two.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "true";
    // What takes a while says so, also to whoever listens.
    for (const told of form.querySelectorAll("[data-busy]")) {
      told.textContent = told.dataset.busy;
    }
  });
}
// Coming back by the browser's history, the form can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const told of form.querySelectorAll("[data-busy]")) {
      told.textContent = "";
    }
  }
});

// Work under way: the part is fetched again; when it names no further address, the page is loaded anew.
const SECONDS = 2;
async function poll(part) {
  try {
    const answer = await fetch(part.dataset.poll, { headers: { accept: "text/html" } });
    if (answer.ok) {
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".kikin-progress");
      if (!next?.dataset.poll) {
        location.reload();
        return;
      }
      part.querySelector("[role=status]").textContent = next.querySelector("[role=status]").textContent;
      part.querySelector("progress").value = next.querySelector("progress").value;
    }
  } catch {
    // The network is away for a moment: asked again below.
  }
  setTimeout(poll, SECONDS * 1000, part);
}
for (const part of document.querySelectorAll("[data-poll]")) {
  setTimeout(poll, SECONDS * 1000, part);
}

// A text is copied by a button, which is there for whoever has scripts; what happened is told.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = document.getElementById("copied");
    const text = document.getElementById(button.dataset.copy);
    try {
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(text.value);
      } else {
        // Without TLS browsers have only the older way.
        text.select();
        if (!document.execCommand("copy")) throw new Error("not copied");
      }
      told.textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    } catch {
      text.select();
      told.textContent = "コピーできませんでした。選ばれている文をコピーしてください。";
    }
  });
}
