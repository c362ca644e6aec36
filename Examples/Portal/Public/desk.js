// New records appear at the top of the list as they come; the browser comes back by itself when the connection is lost.
const list = document.querySelector("[data-live]");
new EventSource("/desk/live?after=" + list.dataset.live).onmessage = (event) => {
  const item = document.createElement("li");
  item.textContent = event.data;
  list.prepend(item);
};
