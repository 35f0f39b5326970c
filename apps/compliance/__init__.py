"""May this person be called or texted, at this instant?"""
