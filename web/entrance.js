// Hands the secret behind the # of a personal link to the server in the body of a form, and takes it out of the address.
(() => {
  const form = document.getElementById("opening");
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) {
    document.getElementById("no-secret").hidden = false;
    document.getElementById("wait").hidden = true;
    return;
  }
  form.elements.token.value = token;
  form.submit();
})();
