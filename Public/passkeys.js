// Passkeys: the one thing on this site that needs a script. A form with data-passkey="create" or "get" stays hidden without it. When it is sent,
// the options come from data-options, the browser asks its authenticator, and the answer goes along as the field "credential".
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  const credentials = (list) => (list ?? []).map((item) => ({ ...item, id: bytes(item.id) }));

  function decoded(options) {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) publicKey.excludeCredentials = credentials(options.excludeCredentials);
    if (options.allowCredentials) publicKey.allowCredentials = credentials(options.allowCredentials);
    return publicKey;
  }

  function encoded(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({ id: text(credential.rawId), type: credential.type, response });
  }

  async function ask(form) {
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error("no options");
    const publicKey = decoded(await answer.json());
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey })
      : navigator.credentials.get({ publicKey });
  }

  function say(form, words) {
    let place = form.querySelector("[role=alert]");
    if (!place) {
      place = document.createElement("p");
      place.className = "error";
      place.setAttribute("role", "alert");
      form.prepend(place);
    }
    place.textContent = words;
  }

  async function submit(form, button) {
    button.disabled = true;
    try {
      form.elements.credential.value = encoded(await ask(form));
      form.submit();
    } catch (error) {
      const isKnown = form.dataset.passkey === "create" && error.name === "InvalidStateError";
      say(form, isKnown ? form.dataset.known : form.dataset.failed);
      button.disabled = false;
    }
  }

  for (const words of document.querySelectorAll("[data-without-passkeys]")) words.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(form, form.querySelector("button[type=submit]"));
    });
  }
})();
