"""The quickstart of Flask-User with user names only: what Satchel's quickstart is measured beside."""
import os

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_user import UserManager, UserMixin, current_user, login_required

app = Flask(__name__)
app.config.update(
    SECRET_KEY="a secret of the benchmarks, long enough for anyone",
    SQLALCHEMY_DATABASE_URI=os.environ["DATABASE"],
    SQLALCHEMY_TRACK_MODIFICATIONS=False,
    USER_APP_NAME="Quickstart",
    USER_ENABLE_EMAIL=False,
    USER_ENABLE_USERNAME=True,
    USER_REQUIRE_RETYPE_PASSWORD=False,
)
db = SQLAlchemy(app)


class User(db.Model, UserMixin):
    __tablename__ = "users"
    id = db.Column(db.Integer, primary_key=True)
    active = db.Column("is_active", db.Boolean(), nullable=False, server_default="1")
    username = db.Column(db.String(100, collation="NOCASE"), nullable=False, unique=True)
    password = db.Column(db.String(255), nullable=False, server_default="")
    email_confirmed_at = db.Column(db.DateTime())
    first_name = db.Column(db.String(100, collation="NOCASE"), nullable=False, server_default="")
    last_name = db.Column(db.String(100, collation="NOCASE"), nullable=False, server_default="")


UserManager(app, db, User)
with app.app_context():
    db.create_all()

PAGE = "{% extends 'flask_user_layout.html' %}{% block content %}<h2>{{ title }}</h2>{{ name }}{% endblock %}"


@app.route("/")
def home():
    return render_template_string(PAGE, title="Home page", name="")


@app.route("/members")
@login_required
def members():
    return render_template_string(PAGE, title="Members page", name=current_user.username)
