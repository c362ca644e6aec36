// What rings is put at the top of the list.
const list = document.querySelector("[data-live]");
new EventSource("/reminders/live").onmessage = (event) => {
  const known = document.getElementById("reminder-" + event.lastEventId);
  const item = known || document.createElement("li");
  item.textContent = "Now: " + event.data;
  list.prepend(item);
};
