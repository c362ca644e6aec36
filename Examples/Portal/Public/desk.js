// New records appear at the top of the list as they come, to be checked; the browser comes back by itself when the connection is lost.
const list = document.querySelector("[data-live]");
const template = document.querySelector("template");
new EventSource("/desk/live?after=" + list.dataset.live).onmessage = (event) => {
  const item = template.content.cloneNode(true);
  item.querySelector("span").textContent = event.data;
  item.querySelector("form").action = "/desk/" + event.lastEventId + "/check";
  item.querySelector("button").textContent = "Check record " + event.lastEventId;
  list.prepend(item);
};
