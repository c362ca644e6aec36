import Satchel

await makeReminders(Settings.load()).run()
