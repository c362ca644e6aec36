import Satchel

await makeNotes(Settings.load()).run()
